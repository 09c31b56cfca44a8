# id: room.python.at_fork
# tries: to act when the next run forks
# engines: containers
# expects: refused LookupError
# control: together

os.register_at_fork(before=lambda: os.environ.__setitem__("LEFT_AT_FORK", "1"))
seen = "planted"
# --- next run ---
if os.fork() == 0:
    os._exit(0)
os.wait()
seen = must_find("nobody does", os.environ.get("LEFT_AT_FORK"))
