# id: kernel_file.read_keys
# tries: to read /proc/keys
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/keys", "rb", buffering=0) as stream:
    seen = must_find("/proc/keys is empty", stream.read(8192)[:8])
