# id: syscall.delete_module
# tries: to unload a module: delete_module
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("delete_module"))
