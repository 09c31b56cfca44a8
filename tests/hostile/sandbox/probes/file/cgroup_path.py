# id: file.cgroup_path
# tries: to learn one's place among the machine's cgroups
# engines: containers
# expects: refused LookupError
# control: without namespaces

with open("/proc/self/cgroup") as stream:
    paths = [line.strip().split(":", 2)[2] for line in stream]
seen = must_find("a root of its own", [path for path in paths if path != "/"])
