# id: room.ipc.posix_memory
# tries: POSIX shared memory for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS|EACCES
# control: rooms without mounts

seen = f"planted {call('shm_open', b'/mcp-probe-memory', os.O_CREAT | os.O_RDWR, 0o600)}"
# --- next run ---
seen = f"the memory {call('shm_open', b'/mcp-probe-memory', os.O_RDWR, 0o600)} is there"
