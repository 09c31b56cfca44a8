# id: kernel_file.drop_caches
# tries: to write /proc/sys/vm/drop_caches
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/vm/drop_caches", os.O_WRONLY)
