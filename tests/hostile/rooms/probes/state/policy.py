# id: room.state.policy
# tries: to let the processes of the next run have only idle processors
# engines: containers
# expects: refused LookupError
# control: rooms without pid filter capabilities

import struct

on_others(lambda pid: syscall("sched_setscheduler", pid, 5, struct.pack("i", 0)))
seen = "planted"
# --- next run ---
stats = [text_of(f"/proc/{pid}/stat") for pid in [*others(), "self"]]
idle = [one for one in stats if one and one.rpartition(")")[2].split()[38] == "5"]
seen = must_find(f"{len(stats)} are as they were", idle)
