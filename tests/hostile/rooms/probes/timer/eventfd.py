# id: room.timer.eventfd
# tries: a counter that the next run can read
# engines: containers
# expects: refused OSError EBADF
# control: together

os.dup2(call("eventfd", 77, 0), 78)
seen = "planted"
# --- next run ---
seen = str(os.read(78, 8))
