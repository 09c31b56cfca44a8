# id: room.process.stopped
# tries: a stopped process that outlives the run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import signal
import time

child = os.fork()
if child == 0:
    os.setsid()
    rename("left_behind")
    os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(0)
os.waitpid(child, os.WUNTRACED)
seen = "planted"
# --- next run ---
seen = named()
