# id: first_process.process_vm_readv
# tries: to read the first process's memory
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

import ctypes

try:
    with open("/proc/1/maps") as stream:
        address = int(stream.readline().split("-")[0], 16)
except OSError:
    address = 0x400000
page = ctypes.create_string_buffer(16)
here = (ctypes.c_long * 2)(ctypes.addressof(page), 16)
there = (ctypes.c_long * 2)(address, 16)
seen = f"read {syscall('process_vm_readv', 1, ctypes.addressof(here), 1, ctypes.addressof(there), 1, 0)} bytes"
