# id: room.file.times
# tries: to mark a file that both runs have by its times
# engines: containers
# expects: refused LookupError
# control: rooms without times

import time

# the devices, those included that hide files
places = [f"{folder}/{name}" for folder in ("/dev", "/dev/pts", "/etc") for name in os.listdir(folder)]
time.sleep(0.4)
for path in [*places, "/proc/keys", "/proc/timer_list", "/proc/kcore"]:
    try:
        os.utime(path)
    except OSError:
        pass
# what was set when the pipes were made new is from later
time.sleep(1.2)
seen = "planted"
# --- next run ---
import stat

places = [f"{folder}/{name}" for folder in ("/dev", "/dev/pts", "/etc") for name in os.listdir(folder)]
started = os.stat("/proc/1").st_ctime
run = os.stat("/proc/self").st_ctime
found = []
for path in [*places, "/proc/keys", "/proc/timer_list", "/proc/kcore"]:
    try:
        one = os.stat(path, follow_symlinks=False)
    except OSError:
        continue
    if not stat.S_ISDIR(one.st_mode) and started + 0.2 < one.st_ctime < run - 1:
        found.append(path)
seen = must_find("no time is from the earlier run", found)
