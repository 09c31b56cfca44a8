# id: room.state.disk_priority
# tries: to make the processes of the next run wait for the disk
# engines: containers
# expects: refused LookupError|EPERM|ENOSYS
# control: rooms without pid filter capabilities

on_others(lambda pid: syscall("ioprio_set", 1, pid, 3 << 13 | 7))
on_others(lambda pid: syscall("ioprio_set", 3, os.getuid(), 3 << 13 | 7))
seen = "planted"
# --- next run ---
value = syscall("ioprio_get", 1, 0)
seen = must_find(f"it is {value}", value == 3 << 13 | 7)
