# id: kernel_file.read_interrupts_dir
# tries: to read /proc/irq/0/spurious
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/irq/0/spurious", "rb", buffering=0) as stream:
    seen = must_find("/proc/irq/0/spurious is empty", stream.read(8192)[:8])
