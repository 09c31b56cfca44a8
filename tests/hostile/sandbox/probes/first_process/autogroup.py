# id: first_process.autogroup
# tries: to change its scheduling group
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/autogroup", os.O_WRONLY)
