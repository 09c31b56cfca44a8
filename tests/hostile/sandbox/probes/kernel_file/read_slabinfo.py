# id: kernel_file.read_slabinfo
# tries: to read /proc/slabinfo
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/slabinfo", "rb", buffering=0) as stream:
    seen = must_find("/proc/slabinfo is empty", stream.read(8192)[:8])
