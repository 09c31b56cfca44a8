# id: room.ipc.posix_semaphore
# tries: a POSIX semaphore for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without mounts

import ctypes

libc().sem_open.restype = ctypes.c_void_p
seen = "planted" if libc().sem_open(b"/mcp-probe", os.O_CREAT, 0o600, 1) else "none was made"
# --- next run ---
import ctypes

libc().sem_open.restype = ctypes.c_void_p
seen = must_find("there is none", libc().sem_open(b"/mcp-probe", 0))
