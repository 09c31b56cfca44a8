# id: syscall.memfd_secret
# tries: memory that no one can inspect: memfd_secret
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("memfd_secret"))
