# id: syscall.io_uring_enter
# tries: to submit asynchronous calls: io_uring_enter
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("io_uring_enter"))
