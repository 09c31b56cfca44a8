# id: namespace.setns_first_process
# tries: to enter the first process's mount namespace
# engines: containers
# expects: refused EPERM|ENOSYS|EACCES
# control: without everything

descriptor = os.open("/proc/1/ns/mnt", os.O_RDONLY)
seen = reach("setns", descriptor, NEW_NAMESPACES["mount"])
