# id: namespace.unshare_net
# tries: a new net namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("net")
