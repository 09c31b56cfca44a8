# id: kernel_file.read_memory
# tries: to read /dev/mem
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/dev/mem", "rb", buffering=0) as stream:
    seen = must_find("/dev/mem is empty", stream.read(8192)[:8])
