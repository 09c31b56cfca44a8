# id: first_process.ioprio_set
# tries: to give the first process's input and output the last place
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

seen = f"gave {syscall('ioprio_set', 1, 1, 3 << 13)}"
