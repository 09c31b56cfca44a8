# id: syscall.personality
# tries: to turn off the randomness of addresses
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

seen = in_child(lambda: f"personality was {syscall('personality', 0x0040000)}")
