# id: namespace.unshare_user
# tries: a new user namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = new_namespace("user")
