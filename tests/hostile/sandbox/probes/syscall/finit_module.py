# id: syscall.finit_module
# tries: to load a module from a file: finit_module
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("finit_module"))
