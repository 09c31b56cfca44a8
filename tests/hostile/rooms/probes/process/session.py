# id: room.process.session
# tries: a process with a session of its own that outlives the run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

seen = stay()
# --- next run ---
seen = named()
