# id: syscall.process_vm_writev
# tries: to write another's memory: process_vm_writev
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("process_vm_writev", os.getpid(), 0, 0, 0, 0, 0))
