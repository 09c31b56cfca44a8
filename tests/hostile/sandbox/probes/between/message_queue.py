# id: between.message_queue
# tries: a POSIX message queue for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS|EACCES
# control: bare

if libc().shm_open(b"/mcp-probe-queue", os.O_CREAT | os.O_RDWR, 0o600) < 0:
    raise OSError(errno.EPERM, "no shared memory")
seen = "planted"
# --- next run ---
if libc().shm_open(b"/mcp-probe-queue", os.O_RDWR, 0o600) < 0:
    raise OSError(errno.ENOENT, "no shared memory")
seen = "the shared memory is there"
