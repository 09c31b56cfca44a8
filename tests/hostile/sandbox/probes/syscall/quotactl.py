# id: syscall.quotactl
# tries: to change quotas: quotactl
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("quotactl"))
