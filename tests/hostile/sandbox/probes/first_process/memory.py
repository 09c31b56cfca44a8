# id: first_process.memory
# tries: to read and write its memory
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/mem", os.O_RDWR)
