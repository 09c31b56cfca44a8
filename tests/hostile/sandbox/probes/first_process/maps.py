# id: first_process.maps
# tries: to read its addresses
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/maps", os.O_RDONLY)
