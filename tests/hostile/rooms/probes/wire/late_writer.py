# id: room.wire.late_writer
# tries: to write when the program has ended, from a process that keeps the pipe
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without pid tokens
# first: success|protocol_error

import time

output = os.dup(bridge_pipes()[1])
program = os.getpid()
if os.fork() == 0:
    try:
        os.setsid()
        until = time.monotonic() + 20
        while os.getppid() == program and time.monotonic() < until:
            pass
        # again and again: what comes before the pipes are in step again is dropped
        for _ in range(1000):
            os.write(output, (16 * 1024 * 1024).to_bytes(4, "big") + b"\0" + b"late")
            time.sleep(0.001)
    finally:
        os._exit(0)
seen = "planted"
# --- next run ---
raise LookupError("it is answered")
