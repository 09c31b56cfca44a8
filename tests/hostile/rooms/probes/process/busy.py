# id: room.process.busy
# tries: processes that fork for ever, so that one is always new
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import time


def fork_for_ever():
    if os.fork() == 0:
        rename("left_forking")
        until = time.monotonic() + 10
        while time.monotonic() < until:
            if os.fork() != 0:
                os._exit(0)
            time.sleep(0.001)
        os._exit(0)
    os.wait()


seen = stay(fork_for_ever)
# --- next run ---
seen = named("left_forking")
