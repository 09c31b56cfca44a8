# id: syscall.swapoff
# tries: to remove swap: swapoff
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("swapoff", 1))
