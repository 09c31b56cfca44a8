# id: syscall.open_tree
# tries: to detach a mount: open_tree
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("open_tree"))
