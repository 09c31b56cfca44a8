# id: room.file.shm
# tries: a file in /dev/shm for the next run
# engines: containers
# expects: refused FileNotFoundError
# control: rooms without mounts

with open("/dev/shm/mark", "w") as stream:
    stream.write("left")
seen = "planted"
# --- next run ---
with open("/dev/shm/mark") as stream:
    seen = stream.read()
