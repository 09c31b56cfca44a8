# id: room.python.directory
# tries: the working directory of the next run
# engines: containers
# expects: refused LookupError
# control: together

os.chdir("/tmp")
seen = "planted"
# --- next run ---
seen = must_find(f"it is {os.getcwd()}", os.getcwd() == "/tmp")
