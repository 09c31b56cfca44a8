# id: syscall.mount
# tries: to mount: mount
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("mount"))
