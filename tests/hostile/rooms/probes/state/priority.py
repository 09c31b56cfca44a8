# id: room.state.priority
# tries: to slow down the processes of the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid filter capabilities

on_others(lambda pid: syscall("setpriority", 0, pid, 19))
on_others(lambda pid: syscall("setpriority", 1, pid, 19))
on_others(lambda pid: syscall("setpriority", 2, os.getuid(), 19))
seen = "planted"
# --- next run ---
stats = [text_of(f"/proc/{pid}/stat") for pid in [*others(), "self"]]
slow = [one for one in stats if one and one.rpartition(")")[2].split()[16] == "19"]
seen = must_find(f"{len(stats)} are as they were", slow)
