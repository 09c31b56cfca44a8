# id: syscall.swapon
# tries: to add swap: swapon
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("swapon"))
