# id: room.process.bomb
# tries: as many processes as there can be, for the next run
# engines: containers
# seconds: 30
# expects: refused LookupError
# control: rooms without pid

import time

# the next run's room is made first
time.sleep(0.5)
rename("left_behind")
children = 0
try:
    while True:
        if os.fork() == 0:
            try:
                os.setsid()
                time.sleep(20)
            finally:
                os._exit(0)
        children += 1
except OSError:
    seen = f"planted {children}"
# --- next run ---
seen = named()
