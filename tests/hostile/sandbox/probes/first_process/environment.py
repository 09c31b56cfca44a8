# id: first_process.environment
# tries: to read its environment
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/environ", os.O_RDONLY)
