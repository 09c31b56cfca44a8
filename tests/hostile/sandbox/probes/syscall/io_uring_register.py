# id: syscall.io_uring_register
# tries: to register buffers of asynchronous calls: io_uring_register
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("io_uring_register"))
