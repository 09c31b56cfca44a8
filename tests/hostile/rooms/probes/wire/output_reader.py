# id: room.wire.output_reader
# tries: to read the next run's answer, by a pipe's other end in /proc
# engines: containers
# expects: refused LookupError: it is answered|EACCES|EPERM
# control: rooms without pid
# first: success|exit|timeout

import time

# It may take its own run's last message too, or what conmon was about to read. Then conmon waits
# for more, and the run until its time is up.
descriptor = os.open(f"/proc/self/fd/{bridge_pipes()[1]}", os.O_RDONLY)


def read():
    for _ in range(4):
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
