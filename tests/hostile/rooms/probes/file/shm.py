# id: room.file.shm
# tries: a file in /dev/shm for the next run
# engines: containers
# expects: refused FileNotFoundError
# control: bare

with open("/dev/shm/mark", "w") as stream:
    stream.write("left")
seen = "planted"
# --- next run ---
with open("/dev/shm/mark") as stream:
    seen = stream.read()
