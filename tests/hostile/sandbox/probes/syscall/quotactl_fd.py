# id: syscall.quotactl_fd
# tries: to change quotas by descriptor: quotactl_fd
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("quotactl_fd"))
