# id: syscall.userfaultfd
# tries: to stop the kernel in a page fault: userfaultfd
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("userfaultfd"))
