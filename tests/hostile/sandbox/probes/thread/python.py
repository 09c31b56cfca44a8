# id: thread.python
# tries: a thread
# engines: embedded
# expects: refused RuntimeError
# control: outside

import threading

thread = threading.Thread(target=print)
thread.start()
thread.join()
seen = "a thread"
