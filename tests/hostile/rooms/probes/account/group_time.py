# id: room.account.group_time
# tries: to learn an earlier run's processor time from the control group
# engines: containers
# expects: refused LookupError
# control: bare

import time

while time.process_time() < 1.2:
    pass
seen = "planted"
# --- next run ---
usage = [
    int(text_of("/sys/fs/cgroup/cpuacct/cpuacct.usage") or 0) / 1e9,
    int((text_of("/sys/fs/cgroup/cpu.stat").split() or [0, 0])[1]) / 1e6,
]
seen = must_find(f"{usage} s", max(usage) > 1.1)
