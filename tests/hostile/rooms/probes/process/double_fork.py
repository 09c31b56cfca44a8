# id: room.process.double_fork
# tries: a grandchild that outlives the run, whose parent has ended
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import time

seen = "planted"
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        rename("left_behind")
        time.sleep(20)
    os._exit(0)
os.wait()
time.sleep(0.2)
# --- next run ---
seen = named()
