# id: first_process.stdin
# tries: to steal what the bridge sends
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/fd/0", os.O_RDONLY)
