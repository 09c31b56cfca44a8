# id: room.pipe.append
# tries: a flag that pipes have no use for, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

seen = set_flag_of_wires(os.O_APPEND)
# --- next run ---
seen = flag_of_wires(os.O_APPEND)
