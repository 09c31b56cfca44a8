# id: syscall.fanotify_init
# tries: to watch every file: fanotify_init
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("fanotify_init"))
