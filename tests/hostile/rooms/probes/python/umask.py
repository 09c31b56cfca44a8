# id: room.python.umask
# tries: the mode of the files that the next run makes
# engines: containers
# expects: refused LookupError
# control: together

os.umask(0o707)
seen = "planted"
# --- next run ---
mask = os.umask(0)
seen = must_find(f"it is {mask:o}", mask == 0o707)
