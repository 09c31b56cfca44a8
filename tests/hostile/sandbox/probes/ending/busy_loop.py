# id: ending.busy_loop
# tries: to compute for ever
# engines: all
# expects: ends timeout
# control: outside
# alone: yes
# seconds: 1

import time

end = time.monotonic() + 3
while time.monotonic() < end:
    pass
seen = "three seconds of work"
