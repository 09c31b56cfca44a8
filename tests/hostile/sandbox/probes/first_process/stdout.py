# id: first_process.stdout
# tries: to write frames by its descriptor
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/fd/1", os.O_WRONLY)
