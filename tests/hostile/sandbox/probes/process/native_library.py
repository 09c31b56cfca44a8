# id: process.native_library
# tries: a library of the machine
# engines: embedded
# expects: refused Error
# control: outside

import ctypes

seen = str(ctypes.CDLL("libc.so.6").getpid())
