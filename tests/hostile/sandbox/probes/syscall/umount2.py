# id: syscall.umount2
# tries: to unmount: umount2
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("umount2", 1, 0))
