# id: syscall.setdomainname
# tries: to rename the domain: setdomainname
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("setdomainname", 1, -1))
