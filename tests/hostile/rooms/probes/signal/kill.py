# id: room.signal.kill
# tries: to kill the next run's processes
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

import signal

for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGUSR1, signal.SIGINT, signal.SIGKILL):
    on_others(lambda pid, number=number: os.kill(pid, number))
seen = "planted"
# --- next run ---
raise LookupError("it is there")
