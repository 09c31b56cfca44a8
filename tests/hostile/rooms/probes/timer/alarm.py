# id: room.timer.alarm
# tries: an alarm that is due in the next run
# engines: containers
# expects: refused LookupError
# control: together

import signal

for which in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(which, 500)
seen = "planted"
# --- next run ---
import signal

left = signal.getitimer(signal.ITIMER_REAL)[0] + signal.getitimer(signal.ITIMER_PROF)[0]
seen = must_find("none is due", left)
