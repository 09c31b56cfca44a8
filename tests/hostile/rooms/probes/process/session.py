# id: room.process.session
# tries: a process with a session of its own that outlives the run
# engines: containers
# expects: refused LookupError
# control: bare

seen = stay()
# --- next run ---
seen = named()
