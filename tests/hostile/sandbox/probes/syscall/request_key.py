# id: syscall.request_key
# tries: to ask for a key: request_key
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("request_key"))
