# id: first_process.prlimit64
# tries: to take the first process's descriptors
# engines: containers
# expects: refused EPERM|ENOSYS|ESRCH
# control: bare

import ctypes

zero = (ctypes.c_int * 4)()
one = (ctypes.c_long * 1)(1)
limits = (ctypes.c_long * 2)(64, 64)
value = syscall("prlimit64", 1, 7, ctypes.addressof(limits), 0)
seen = f"gave {value}"
