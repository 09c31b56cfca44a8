# id: syscall.uselib
# tries: to map an old library: uselib
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("uselib"))
