# id: file.machine_processes
# tries: to see a process of the machine
# engines: containers
# expects: refused LookupError
# control: without namespaces

names = []
for pid in os.listdir("/proc"):
    try:
        with open(f"/proc/{pid}/comm") as stream:
            names.append(stream.read().strip())
    except OSError:
        pass  # no process, or one that has just ended
seen = must_find(
    "only our own",
    [name for name in names if not name.startswith(("python", "tini", "docker-init", "catatonit"))],
)
