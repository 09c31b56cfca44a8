# id: ending.ignored_signals
# tries: to ignore every signal in a session of its own
# engines: containers
# expects: ends timeout
# control: outside
# alone: yes
# seconds: 4

import signal
import time

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
child = os.fork()
if child == 0:
    os.setsid()
end = time.monotonic() + 6
while time.monotonic() < end:
    pass
if child == 0:
    os._exit(0)
seen = "six seconds without a signal"
