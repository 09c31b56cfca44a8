# id: room.process.vfork
# tries: a process that cannot be woken, because it waits for a child that has its memory
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import time

child = os.fork()
if child == 0:
    os.setsid()
    rename("left_behind")
    # CLONE_VFORK and SIGCHLD: the parent waits until this child ends
    if syscall("clone", 0x4000 | 17, 0, 0, 0, 0) == 0:
        time.sleep(20)
    os._exit(0)
time.sleep(0.3)
seen = "planted"
# --- next run ---
seen = named()
