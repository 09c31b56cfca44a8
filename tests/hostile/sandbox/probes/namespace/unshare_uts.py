# id: namespace.unshare_uts
# tries: a new uts namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("uts")
