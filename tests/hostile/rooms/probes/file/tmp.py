# id: room.file.tmp
# tries: a file in /tmp for the next run
# engines: all
# expects: refused FileNotFoundError|ENOENT
# control: rooms without mounts
# control-embedded: unlocked

with open("/tmp/mark", "w") as stream:
    stream.write("left")
seen = "planted"
# --- next run ---
with open("/tmp/mark") as stream:
    seen = stream.read()
