# id: kernel_file.read_vmallocinfo
# tries: to read /proc/vmallocinfo
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/vmallocinfo", "rb", buffering=0) as stream:
    seen = must_find("/proc/vmallocinfo is empty", stream.read(8192)[:8])
