# id: syscall.ustat
# tries: an old call that nobody needs: ustat
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("ustat"))
