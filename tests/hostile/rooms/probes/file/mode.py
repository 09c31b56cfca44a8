# id: room.file.mode
# tries: to change the modes of the writable directories for the next run
# engines: containers
# expects: refused LookupError
# control: without privileges

for folder in ("/tmp", "/workspace", "/dev/shm", "/dev/mqueue"):
    try:
        os.chmod(folder, 0o1757)
    except OSError:
        pass
seen = "planted"
# --- next run ---
modes = [os.stat(folder).st_mode & 0o7777 for folder in ("/tmp", "/workspace", "/dev/shm")]
seen = must_find(f"their modes are {modes}", 0o1757 in modes)
