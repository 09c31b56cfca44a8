# id: room.process.subreaper
# tries: a process that takes over the orphans of the run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import time


def adopt():
    # PR_SET_CHILD_SUBREAPER
    call("prctl", 36, 1, 0, 0, 0)
    if os.fork() == 0:
        if os.fork() == 0:
            rename("left_orphan")
            time.sleep(20)
        os._exit(0)
    os.wait()
    time.sleep(0.2)


seen = stay(adopt)
# --- next run ---
seen = named("left_orphan")
