# id: first_process.sched_setaffinity
# tries: to bind the first process to one processor
# engines: containers
# expects: refused EPERM|ENOSYS|ESRCH
# control: bare

import ctypes

zero = (ctypes.c_int * 4)()
one = (ctypes.c_long * 1)(1)
limits = (ctypes.c_long * 2)(64, 64)
value = syscall("sched_setaffinity", 1, 8, ctypes.addressof(one))
seen = f"gave {value}"
