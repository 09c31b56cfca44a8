# id: syscall.kexec_load
# tries: to boot another kernel: kexec_load
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("kexec_load"))
