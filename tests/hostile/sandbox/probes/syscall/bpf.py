# id: syscall.bpf
# tries: to load programs into the kernel: bpf
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("bpf"))
