# id: kernel_file.read_kallsyms_tracing
# tries: to read /sys/kernel/tracing/trace
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/sys/kernel/tracing/trace", "rb", buffering=0) as stream:
    seen = must_find("/sys/kernel/tracing/trace is empty", stream.read(8192)[:8])
