# id: room.file.deleted_open
# tries: a deleted file that a process holds open for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

def hold():
    stream = open("/tmp/mcp-probe-deleted", "w+")
    stream.write("left")
    stream.flush()
    os.unlink(stream.name)
    return stream


seen = stay(hold)
# --- next run ---
found = []
for pid in others():
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{number}"
            if "mcp-probe-deleted" in os.readlink(path):
                found.append(text_of(path))
    except OSError:
        pass
seen = must_find("nobody holds it", found)
