# id: syscall.kexec_file_load
# tries: to boot another kernel from a file: kexec_file_load
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("kexec_file_load"))
