# id: namespace.unshare_cgroup
# tries: a new cgroup namespace by unshare
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

seen = new_namespace("cgroup")
