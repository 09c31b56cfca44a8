# id: room.signal.input_and_output
# tries: to let the bridge's pipes send signals to the next run
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pipes pid filter

import fcntl
import signal

for one in [*wires(os.O_RDONLY), *wires(os.O_WRONLY)]:
    # the last one counts: in the control, the first process of the container
    for pid in sorted({*map(int, others()), 1} - own_numbers(), reverse=True):
        try:
            fcntl.fcntl(one, fcntl.F_SETOWN, pid)
            fcntl.fcntl(one, fcntl.F_SETSIG, signal.SIGALRM)
            fcntl.fcntl(one, fcntl.F_SETFL, fcntl.fcntl(one, fcntl.F_GETFL) | os.O_ASYNC)
        except OSError:
            pass
seen = "planted"
# --- next run ---
raise LookupError("it is there")
