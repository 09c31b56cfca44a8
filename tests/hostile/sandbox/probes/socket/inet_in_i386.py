# id: socket.inet_in_i386
# tries: a socket through the 32-bit entry, which filters of 64-bit numbers miss
# engines: containers
# expects: refused EPERM|ENOSYS|EAFNOSUPPORT|signal 31|signal 11
# control: without seccomp privileges

import ctypes
import mmap

# mov eax,359 (socket); mov ebx,16; mov ecx,3; xor edx,edx; int 0x80; with rbx kept
code = bytes.fromhex("53b867010000bb10000000b90300000031d2cd805bc3")
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
value = call()
if value < 0:
    raise OSError(-value, os.strerror(-value))
os.close(value)
seen = "AF_NETLINK was opened by int 0x80"
