# id: namespace.clone3
# tries: clone3, whose flags no filter can read
# engines: containers
# expects: refused ENOSYS
# control: without seccomp

seen = reach("clone3")
