# id: room.process.threads
# tries: a thread that outlives the run, when the first of its process has ended
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import threading
import time

if os.fork() == 0:
    os.setsid()
    rename("left_behind")
    # ends the process in the end, in the control
    threading.Thread(target=lambda: (time.sleep(20), os._exit(0))).start()
    # exit, of this thread only
    syscall("exit", 0)
time.sleep(0.3)
seen = "planted"
# --- next run ---
seen = named()
