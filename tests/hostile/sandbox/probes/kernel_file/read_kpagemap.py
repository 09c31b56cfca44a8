# id: kernel_file.read_kpagemap
# tries: to read /proc/kpagecount
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/kpagecount", "rb", buffering=0) as stream:
    seen = must_find("/proc/kpagecount is empty", stream.read(8192)[:8])
