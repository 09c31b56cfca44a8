# id: syscall.move_pages
# tries: to move pages: move_pages
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("move_pages", 0, 0, 0, 0, 0, 0))
