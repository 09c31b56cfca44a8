# id: room.pipe.times
# tries: the times of a pipe, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

seen = on_wires(lambda one: os.utime(one, (77, 77)))
# --- next run ---
times = [time for one in bridge_pipes() for time in (os.fstat(one).st_atime, os.fstat(one).st_mtime)]
seen = must_find(f"{times}", 77 in times)
