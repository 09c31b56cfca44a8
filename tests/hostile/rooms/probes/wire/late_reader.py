# id: room.wire.late_reader
# tries: to read the next run's program, from a process that keeps the pipe
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without pid

import time

descriptor = os.dup(bridge_pipes()[0])


def read():
    if os.fork() == 0:
        try:
            until = time.monotonic() + 20
            while time.monotonic() < until:
                os.read(descriptor, 65536)
        finally:
            os._exit(0)


seen = stay(read)
# --- next run ---
raise LookupError("it is answered")
