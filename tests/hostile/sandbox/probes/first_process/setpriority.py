# id: first_process.setpriority
# tries: to starve the first process
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

seen = f"gave {syscall('setpriority', 0, 1, 19)}"
