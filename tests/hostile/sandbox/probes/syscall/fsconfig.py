# id: syscall.fsconfig
# tries: to configure a file system: fsconfig
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("fsconfig"))
