# id: room.timer.timer
# tries: a timer of the kernel for the next run
# engines: containers
# expects: refused LookupError
# control: together

import ctypes

# SIGEV_NONE
event = (ctypes.c_int * 16)(0, 0, 0, 1)
call("timer_create", 1, event, ctypes.byref(ctypes.c_long()))
seen = "planted"
# --- next run ---
seen = must_find("there is none", text_of("/proc/self/timers"))
