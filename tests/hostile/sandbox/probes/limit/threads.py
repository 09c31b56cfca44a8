# id: limit.threads
# tries: 300 threads
# engines: containers
# expects: refused can't start new thread
# control: without pids ulimits
# alone: yes
# seconds: 60

import threading

done = threading.Event()
threads = []
try:
    for _ in range(300):
        thread = threading.Thread(target=done.wait)
        thread.start()
        threads.append(thread)
    seen = f"{len(threads)} threads"
finally:
    done.set()
