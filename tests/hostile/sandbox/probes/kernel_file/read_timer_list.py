# id: kernel_file.read_timer_list
# tries: to read /proc/timer_list
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|ENXIO|ENODEV|LookupError
# control: without everything

with open("/proc/timer_list", "rb", buffering=0) as stream:
    seen = must_find("/proc/timer_list is empty", stream.read(8192)[:8])
