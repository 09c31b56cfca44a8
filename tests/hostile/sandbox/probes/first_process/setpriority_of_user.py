# id: first_process.setpriority_of_user
# tries: to starve every process of the user, the first one too
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

seen = in_child(lambda: f"gave {syscall('setpriority', 2, os.getuid(), 19)}")
