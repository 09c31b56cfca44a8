# id: room.pipe.packets
# tries: that the next run's bytes come in packets
# engines: containers
# expects: refused LookupError
# control: rooms without pipes

seen = set_flag_of_wires(os.O_DIRECT)
# --- next run ---
seen = flag_of_wires(os.O_DIRECT)
