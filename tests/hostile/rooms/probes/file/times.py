# id: room.file.times
# tries: to mark a file that both runs have by its times
# engines: containers
# expects: refused LookupError
# control: without read-only privileges

import time

# later than the container by more than the look below allows
time.sleep(1)
folders = ("/dev", "/dev/pts", "/etc")
for path in [f"{folder}/{name}" for folder in folders for name in os.listdir(folder)]:
    try:
        os.utime(path)
    except OSError:
        pass
seen = "planted"
# --- next run ---
started = os.stat("/proc/1").st_ctime
folders = ("/dev", "/dev/pts", "/etc")
found = []
for path in (f"{folder}/{name}" for folder in folders for name in os.listdir(folder)):
    try:
        changed = os.stat(path, follow_symlinks=False).st_ctime
    except OSError:
        continue
    if changed > started + 0.5:
        found.append(path)
seen = must_find("no time has changed", found)
