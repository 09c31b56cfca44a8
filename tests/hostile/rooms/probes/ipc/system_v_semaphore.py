# id: room.ipc.system_v_semaphore
# tries: a System V semaphore for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS
# control: rooms without ipc

seen = f"planted {call('semget', 77, 1, 0o1666)}"
# --- next run ---
seen = f"the semaphore {call('semget', 77, 1, 0)} is there"
