# id: namespace.unshare_time
# tries: a new time namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("time")
