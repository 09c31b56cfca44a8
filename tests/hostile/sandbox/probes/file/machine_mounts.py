# id: file.machine_mounts
# tries: a mount of the machine's own files
# engines: containers
# expects: refused LookupError
# control: outside

with open("/proc/self/mountinfo") as stream:
    lines = [line.split(" - ") for line in stream]
known = {"overlay", "tmpfs", "proc", "sysfs", "devpts", "mqueue", "cgroup", "cgroup2", "vfs"}
files = ("/etc/", "/run/", "/dev/")
# in a user namespace the engine hides files of /proc behind the machine's /dev/null
hidden = [line for line in lines if line[0].split()[3] == "/null"]
found = [
    line[0].split()[4]
    for line in lines
    if line[1].split()[0] not in known and line not in hidden
]
found = [path for path in found if not path.startswith(files) and path != "/"]
if os.path.isdir(TARGET["directory"]):
    found.append(TARGET["directory"])
seen = must_find("only the container's own", found)
