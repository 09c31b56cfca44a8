# id: syscall.kcmp
# tries: to compare kernel objects: kcmp
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("kcmp", os.getpid(), os.getpid(), 0, 0, 0))
