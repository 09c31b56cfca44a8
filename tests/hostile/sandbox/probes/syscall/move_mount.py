# id: syscall.move_mount
# tries: to move a mount: move_mount
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("move_mount"))
