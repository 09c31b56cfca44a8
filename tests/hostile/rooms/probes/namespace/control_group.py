# id: room.namespace.control_group
# tries: a control group for the next run
# engines: containers
# expects: refused LookupError
# control: without everything

import glob

for folder in ["/sys/fs/cgroup", *glob.glob("/sys/fs/cgroup/*/")]:
    try:
        os.mkdir(f"{folder}/mcp-probe-group")
        break
    except OSError:
        pass
seen = "planted"
# --- next run ---
import glob

found = glob.glob("/sys/fs/cgroup/mcp-probe-group") + glob.glob("/sys/fs/cgroup/*/mcp-probe-group")
for folder in found:
    os.rmdir(folder)
seen = must_find("there is none", found)
