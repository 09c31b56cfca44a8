# id: namespace.unshare_mount
# tries: a new mount namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("mount")
