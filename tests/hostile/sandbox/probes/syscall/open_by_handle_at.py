# id: syscall.open_by_handle_at
# tries: to open any inode of a file system (shocker): open_by_handle_at
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("open_by_handle_at"))
