# id: room.python.module
# tries: a changed module for the next run
# engines: all
# expects: refused LookupError
# control: together
# control-embedded: unlocked

json.left_behind = 1
seen = "planted"
# --- next run ---
seen = must_find("nothing was left", hasattr(json, "left_behind"))
