# id: room.account.container_time
# tries: to learn an earlier run's processor time from the container's first process
# engines: containers
# expects: refused LookupError
# control: bare

import time

if os.fork() == 0:
    while time.process_time() < 0.8:
        pass
    os._exit(0)
os.wait()
seen = "planted"
# --- next run ---
# the earlier run's room is counted when it is removed, which is beside the next one
"nothing"
# --- next run ---
fields = text_of("/proc/1/stat").rpartition(")")[2].split()
seconds = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
seen = must_find(f"{seconds} s", seconds > 0.7)
