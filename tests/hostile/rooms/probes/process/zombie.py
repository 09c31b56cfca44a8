# id: room.process.zombie
# tries: a process that has ended and that nobody waits for
# engines: containers
# expects: refused LookupError
# control: rooms without pid

def leave():
    child = os.fork()
    if child == 0:
        rename("left_zombie")
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)


seen = stay(leave)
# --- next run ---
seen = named("left_zombie")
