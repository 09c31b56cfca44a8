# id: syscall.statmount
# tries: to read mounts of a namespace: statmount
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("statmount"))
