# id: first_process.sched_setscheduler
# tries: to make the first process idle
# engines: containers
# expects: refused EPERM|ENOSYS|ESRCH
# control: bare

import ctypes

zero = (ctypes.c_int * 4)()
one = (ctypes.c_long * 1)(1)
limits = (ctypes.c_long * 2)(64, 64)
value = syscall("sched_setscheduler", 1, 5, ctypes.addressof(zero))
seen = f"gave {value}"
