# id: first_process.setpriority_of_group
# tries: to starve a group of processes
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

seen = in_child(lambda: f"gave {syscall('setpriority', 1, 1, 19)}")
