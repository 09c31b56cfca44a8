# id: namespace.unshare_pid
# tries: a new pid namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("pid")
