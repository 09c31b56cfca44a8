# id: syscall.vmsplice
# tries: to lend pages to pipes: vmsplice
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("vmsplice"))
