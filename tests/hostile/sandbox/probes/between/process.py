# id: between.process
# tries: a process that outlives the run
# engines: containers
# expects: refused LookupError
# control: bare

import time

if os.fork() == 0:
    os.setsid()
    with open("/proc/self/comm", "w") as stream:
        stream.write("left_behind")
    time.sleep(20)
    os._exit(0)
time.sleep(0.2)
seen = "planted"
# --- next run ---
names = []
for pid in os.listdir("/proc"):
    try:
        with open(f"/proc/{pid}/comm") as stream:
            names.append(stream.read().strip())
    except OSError:
        pass  # no process, or one that has just ended
seen = must_find("nobody was left", "left_behind" in names)
