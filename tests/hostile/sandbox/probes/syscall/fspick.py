# id: syscall.fspick
# tries: to reconfigure a mount: fspick
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("fspick"))
