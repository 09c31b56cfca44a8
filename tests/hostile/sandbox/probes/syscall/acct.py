# id: syscall.acct
# tries: to log all processes: acct
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("acct", 1))
