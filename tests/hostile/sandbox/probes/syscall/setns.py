# id: syscall.setns
# tries: to enter a namespace: setns
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("setns"))
