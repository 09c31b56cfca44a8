# id: syscall.modify_ldt
# tries: a segment of one's own: modify_ldt
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: reach("modify_ldt"))
