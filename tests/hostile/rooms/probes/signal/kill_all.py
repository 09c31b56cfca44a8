# id: room.signal.kill_all
# tries: to kill every process that it may, with one call
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

import signal

# not itself, which this call spares
for number in (signal.SIGALRM, signal.SIGKILL):
    try:
        os.kill(-1, number)
    except OSError:
        pass
seen = "planted"
# --- next run ---
raise LookupError("it is there")
