# id: namespace.setns_user
# tries: to enter a user namespace by its descriptor
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp privileges

descriptor = os.open("/proc/self/ns/user", os.O_RDONLY)
seen = reach("setns", descriptor, NEW_NAMESPACES["user"])
