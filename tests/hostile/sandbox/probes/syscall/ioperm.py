# id: syscall.ioperm
# tries: to reach a port: ioperm
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("ioperm", 128, 1, 1))
