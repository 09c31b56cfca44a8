# id: room.file.anywhere
# tries: a file in any directory of the container for the next run
# engines: containers
# expects: refused LookupError
# control: without read-only privileges

planted = 0
for folder, names, _ in os.walk("/"):
    if folder.startswith(("/proc", "/sys", "/tmp", "/workspace", "/dev/shm")):
        names.clear()
        continue
    try:
        with open(f"{folder}/mcp-probe", "w") as stream:
            planted += stream.write("left")
    except OSError:
        pass
seen = f"planted {planted}"
# --- next run ---
found = []
for folder, names, files in os.walk("/"):
    if folder.startswith(("/proc", "/sys")):
        names.clear()
    elif "mcp-probe" in files:
        found.append(folder)
seen = must_find("no file was left", found)
