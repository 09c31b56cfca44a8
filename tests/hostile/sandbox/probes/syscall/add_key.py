# id: syscall.add_key
# tries: to leave a key: add_key
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("add_key"))
