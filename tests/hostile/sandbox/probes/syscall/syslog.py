# id: syscall.syslog
# tries: to read the kernel's log: syslog
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("syslog", 3, 0, 0))
