# id: syscall.sysfs
# tries: an old call that lists file systems: sysfs
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("sysfs"))
