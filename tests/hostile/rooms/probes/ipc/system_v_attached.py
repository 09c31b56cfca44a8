# id: room.ipc.system_v_attached
# tries: a destroyed System V segment that a process still has
# engines: containers
# expects: refused LookupError
# control: rooms without ipc pid

def hold():
    segment = call("shmget", 78, 4099, 0o1666)
    call("shmat", segment, None, 0)
    call("shmctl", segment, 0, None)
    return segment


seen = stay(hold)
# --- next run ---
lines = text_of("/proc/sysvipc/shm").splitlines()
seen = must_find("there is none", [line for line in lines if " 4099 " in line])
