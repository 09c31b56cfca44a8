# id: first_process.coredump_filter
# tries: to choose what a core file holds
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/coredump_filter", os.O_WRONLY)
