# id: socket.inet_in_i386
# tries: a socket through the 32-bit entry, which filters of 64-bit numbers miss
# engines: containers
# expects: refused EPERM|ENOSYS|EAFNOSUPPORT|the child was killed
# control: without seccomp privileges

import ctypes
import mmap

# mov eax,359 (socket); mov ebx,16; mov ecx,3; xor edx,edx; int 0x80; with rbx kept
code = bytes.fromhex("53b867010000bb10000000b90300000031d2cd805bc3")
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
enter = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))


def open_socket():
    value = enter()
    if value < 0:
        raise OSError(-value, os.strerror(-value))
    return f"AF_NETLINK was opened by int 0x80: {value}"


# the filter may end the process
seen = in_child(open_socket)
