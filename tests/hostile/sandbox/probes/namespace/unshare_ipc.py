# id: namespace.unshare_ipc
# tries: a new ipc namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("ipc")
