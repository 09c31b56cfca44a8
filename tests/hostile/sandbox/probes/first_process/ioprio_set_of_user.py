# id: first_process.ioprio_set_of_user
# tries: to do so to every process of the user
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

seen = f"gave {syscall('ioprio_set', 3, os.getuid(), 3 << 13)}"
