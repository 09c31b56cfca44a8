# id: first_process.pidfd_getfd
# tries: to take the first process's stdout
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

descriptor = os.pidfd_open(1)
seen = f"got descriptor {syscall('pidfd_getfd', descriptor, 1, 0)}"
