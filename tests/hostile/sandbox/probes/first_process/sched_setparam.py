# id: first_process.sched_setparam
# tries: to set the first process's scheduling
# engines: containers
# expects: refused EPERM|ENOSYS|ESRCH
# control: bare

import ctypes

zero = (ctypes.c_int * 4)()
one = (ctypes.c_long * 1)(1)
limits = (ctypes.c_long * 2)(64, 64)
value = syscall("sched_setparam", 1, ctypes.addressof(zero))
seen = f"gave {value}"
