# id: syscall.fsmount
# tries: to mount from a context: fsmount
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("fsmount"))
