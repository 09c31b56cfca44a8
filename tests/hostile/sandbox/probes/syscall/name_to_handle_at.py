# id: syscall.name_to_handle_at
# tries: a handle that outlives a path: name_to_handle_at
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("name_to_handle_at", -100, 1, 1, 1, 0))
