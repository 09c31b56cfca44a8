# id: syscall.settimeofday
# tries: to set the time: settimeofday
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("settimeofday", 1, 0))
