# id: syscall.ptrace
# tries: to trace: ptrace
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("ptrace", 0, 0, 0, 0))
