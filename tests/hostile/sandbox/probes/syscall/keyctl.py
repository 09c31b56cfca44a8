# id: syscall.keyctl
# tries: to use keyrings: keyctl
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("keyctl", 0, -3, 0))
