# id: ending.busy_loop
# tries: to compute for ever
# engines: all
# expects: ends timeout
# control: outside
# alone: yes
# seconds: 4

import time

end = time.monotonic() + 6
while time.monotonic() < end:
    pass
seen = "six seconds of work"
