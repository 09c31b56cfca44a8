# id: between.module
# tries: a changed module for the next run
# engines: embedded
# expects: refused LookupError
# control: unlocked

json.left_behind = 1
seen = "planted"
# --- next run ---
seen = must_find("nothing was left", hasattr(json, "left_behind"))
