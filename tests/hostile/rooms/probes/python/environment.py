# id: room.python.environment
# tries: a variable for the next run
# engines: containers
# expects: refused LookupError
# control: together

os.environ["LEFT_BEHIND"] = "1"
seen = "planted"
# --- next run ---
seen = must_find("there is none", os.environ.get("LEFT_BEHIND"))
