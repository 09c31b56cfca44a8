# id: room.file.inodes
# tries: to leave the next run no files to make
# engines: containers
# expects: refused LookupError
# control: rooms without mounts

for number in range(2000):
    os.mkdir(f"/dev/shm/mcp-probe-{number}")
seen = "planted"
# --- next run ---
room = os.statvfs("/dev/shm")
seen = must_find("all are free", room.f_files - room.f_ffree > 1000)
