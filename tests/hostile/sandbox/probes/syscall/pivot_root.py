# id: syscall.pivot_root
# tries: to change the root of all: pivot_root
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("pivot_root"))
