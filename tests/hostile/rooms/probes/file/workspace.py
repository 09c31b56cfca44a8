# id: room.file.workspace
# tries: a file in /workspace for the next run
# engines: containers
# expects: refused FileNotFoundError
# control: rooms without mounts

with open("/workspace/mark", "w") as stream:
    stream.write("left")
seen = "planted"
# --- next run ---
with open("/workspace/mark") as stream:
    seen = stream.read()
