# id: room.file.space
# tries: to leave the next run no space
# engines: containers
# expects: refused LookupError
# control: rooms without mounts

with open("/tmp/mcp-probe-space", "wb") as stream:
    try:
        for _ in range(64):
            stream.write(bytes(1024 * 1024))
    except OSError:
        pass
seen = "planted"
# --- next run ---
room = os.statvfs("/tmp")
seen = must_find("all is free", room.f_blocks - room.f_bfree > 256)
