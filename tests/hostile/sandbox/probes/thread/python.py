# id: thread.python
# tries: a thread; `threading` itself does the work of one when it is started
# engines: embedded
# expects: refused RuntimeError
# control: outside

import _thread

done = _thread.allocate_lock()
done.acquire()
_thread.start_new_thread(done.release, ())
seen = must_find("no thread has run", ["a thread"] if done.acquire(timeout=5) else [])
