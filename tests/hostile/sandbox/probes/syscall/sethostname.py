# id: syscall.sethostname
# tries: to rename the machine: sethostname
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("sethostname", 1, -1))
