# id: file.descriptors
# tries: a descriptor that leads out (CVE-2024-21626)
# engines: containers
# expects: refused LookupError
# control: outside

links = []
for name in os.listdir("/proc/self/fd"):
    try:
        links.append(os.readlink(f"/proc/self/fd/{name}"))
    except OSError:
        pass
links.append(os.readlink("/proc/self/cwd"))
allowed = ("pipe:", "anon_inode:", "/dev/null", "/proc", "/workspace", "socket:", "/memfd:")
seen = must_find(
    "all descriptors are our own", [link for link in links if not link.startswith(allowed)]
)
