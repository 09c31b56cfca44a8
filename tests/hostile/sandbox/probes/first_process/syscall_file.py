# id: first_process.syscall_file
# tries: to watch its system calls
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

with open("/proc/1/syscall") as stream:
    seen = stream.read()
