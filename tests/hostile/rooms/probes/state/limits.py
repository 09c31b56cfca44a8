# id: room.state.limits
# tries: to set limits of the processes of the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid filter hiding

import struct

on_others(lambda pid: syscall("prlimit64", pid, 7, struct.pack("QQ", 177, 177), 0))
seen = "planted"
# --- next run ---
limits = [text_of(f"/proc/{pid}/limits") for pid in [*others(), "self"]]
low = [one for one in limits for line in one.splitlines() if "open files" in line and "177" in line]
seen = must_find(f"{len(limits)} are as they were", low)
