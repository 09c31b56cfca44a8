# id: kernel_file.read_kmsg
# tries: to read /dev/kmsg
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/dev/kmsg", "rb", buffering=0) as stream:
    seen = must_find("/dev/kmsg is empty", stream.read(8192)[:8])
