# id: syscall.adjtimex
# tries: to slew the machine's clock
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

import ctypes

# modes=ADJ_TICK with the tick of today changes nothing, where it is allowed
fields = (ctypes.c_long * 26)()
syscall("adjtimex", ctypes.addressof(fields))
fields[0] = 0x4000
seen = f"adjtimex gave {syscall('adjtimex', ctypes.addressof(fields))}"
