# id: room.timer.memfd
# tries: memory with a descriptor that a process holds for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

def hold():
    memory = os.memfd_create("mcp-probe-memory")
    os.write(memory, b"left")
    return memory


seen = stay(hold)
# --- next run ---
found = []
for pid in others():
    try:
        for number in os.listdir(f"/proc/{pid}/fd"):
            path = f"/proc/{pid}/fd/{number}"
            if "mcp-probe-memory" in os.readlink(path):
                found.append(text_of(path))
    except OSError:
        pass
seen = must_find("nobody holds it", found)
