# id: kernel_file.read_firmware
# tries: to read /sys/firmware/memmap/0/start
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/sys/firmware/memmap/0/start", "rb", buffering=0) as stream:
    seen = must_find("/sys/firmware/memmap/0/start is empty", stream.read(8192)[:8])
