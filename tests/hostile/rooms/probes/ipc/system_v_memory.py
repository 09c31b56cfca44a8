# id: room.ipc.system_v_memory
# tries: a System V segment for the next run
# engines: containers
# expects: refused ENOENT|EPERM|ENOSYS
# control: rooms without ipc

seen = f"planted {call('shmget', 77, 4096, 0o1666)}"
# --- next run ---
seen = f"the segment {call('shmget', 77, 4096, 0)} is there"
