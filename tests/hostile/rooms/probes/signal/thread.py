# id: room.signal.thread
# tries: to kill the next run's threads
# engines: containers
# expects: refused LookupError: it is there
# control: rooms without pid filter

for number in (14, 9):
    on_others(lambda pid, number=number: syscall("tgkill", pid, pid, number))
seen = "planted"
# --- next run ---
raise LookupError("it is there")
