# id: syscall.iopl
# tries: to reach ports: iopl
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("iopl", 3))
