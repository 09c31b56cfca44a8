# id: between.system_v_memory
# tries: a System V segment for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS
# control: bare

if libc().shmget(77, 4096, 0o1666) < 0:
    raise OSError(errno.EPERM, "no segment")
seen = "planted"
# --- next run ---
if libc().shmget(77, 4096, 0) < 0:
    raise OSError(errno.ENOENT, "no segment")
seen = "the segment is there"
