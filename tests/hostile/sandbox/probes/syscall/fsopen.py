# id: syscall.fsopen
# tries: to open a file system's context: fsopen
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("fsopen"))
