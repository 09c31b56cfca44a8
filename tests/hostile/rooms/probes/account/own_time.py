# id: room.account.own_time
# tries: to be charged with an earlier run's processor time
# engines: containers
# expects: refused LookupError
# control: together

import time

while time.process_time() < 0.8:
    pass
seen = "planted"
# --- next run ---
import resource

used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
seconds = sum(one.ru_utime + one.ru_stime for one in used)
seen = must_find(f"{seconds} s", seconds > 0.7)
