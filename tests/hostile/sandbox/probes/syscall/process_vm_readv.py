# id: syscall.process_vm_readv
# tries: to read another's memory: process_vm_readv
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("process_vm_readv", os.getpid(), 0, 0, 0, 0, 0))
