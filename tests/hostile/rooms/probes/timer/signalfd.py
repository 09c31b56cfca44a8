# id: room.timer.signalfd
# tries: a descriptor of signals for the next run
# engines: containers
# expects: refused LookupError
# control: together

os.dup2(call("signalfd", -1, bytes(128), 0), 79)
seen = "planted"
# --- next run ---
seen = must_find("there is none", own_links([79]))
