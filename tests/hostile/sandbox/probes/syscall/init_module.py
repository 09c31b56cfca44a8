# id: syscall.init_module
# tries: to load a module: init_module
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("init_module"))
