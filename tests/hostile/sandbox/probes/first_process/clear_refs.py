# id: first_process.clear_refs
# tries: to slow its memory down
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/clear_refs", os.O_WRONLY)
