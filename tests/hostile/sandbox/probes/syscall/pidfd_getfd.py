# id: syscall.pidfd_getfd
# tries: to take another's descriptor: pidfd_getfd
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("pidfd_getfd"))
