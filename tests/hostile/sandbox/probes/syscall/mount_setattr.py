# id: syscall.mount_setattr
# tries: to change a mount's flags: mount_setattr
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("mount_setattr"))
