# id: kernel_file.read_kcore
# tries: to read /proc/kcore
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/kcore", "rb", buffering=0) as stream:
    seen = must_find("/proc/kcore is empty", stream.read(8192)[:8])
