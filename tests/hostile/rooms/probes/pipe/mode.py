# id: room.pipe.mode
# tries: the mode of a pipe, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

seen = on_wires(lambda one: os.fchmod(one, 0o604))
# --- next run ---
modes = [os.fstat(one).st_mode & 0o7777 for one in bridge_pipes()]
seen = must_find(f"{modes}", 0o604 in modes)
