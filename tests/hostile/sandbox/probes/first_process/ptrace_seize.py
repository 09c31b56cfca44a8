# id: first_process.ptrace_seize
# tries: to trace the first process
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = f"gave {syscall('ptrace', 0x4206, 1, 0, 0)}"
