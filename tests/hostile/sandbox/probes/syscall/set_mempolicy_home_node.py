# id: syscall.set_mempolicy_home_node
# tries: to place memory by node: set_mempolicy_home_node
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("set_mempolicy_home_node"))
