# id: room.pipe.signals
# tries: that the next run gets a signal for what comes
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

seen = set_flag_of_wires(os.O_ASYNC)
# --- next run ---
seen = flag_of_wires(os.O_ASYNC)
