# id: syscall.io_uring_setup
# tries: asynchronous calls that no filter sees: io_uring_setup
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("io_uring_setup"))
