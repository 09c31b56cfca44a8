# id: limit.locked_memory
# tries: 100 MiB of locked memory
# engines: containers
# expects: refused ENOMEM|EPERM|EAGAIN
# control: without privileges

import ctypes
import mmap

page = mmap.mmap(-1, 100 << 20)
address = ctypes.addressof(ctypes.c_char.from_buffer(page))
if libc().mlock(ctypes.c_void_p(address), ctypes.c_size_t(100 << 20)) != 0:
    code = ctypes.get_errno()
    raise OSError(code, os.strerror(code))
seen = "100 MiB are locked"
