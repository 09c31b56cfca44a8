# id: first_process.stderr
# tries: to write the report of the end
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/fd/2", os.O_WRONLY)
