# id: kernel_file.transparent_hugepage
# tries: to write /sys/kernel/mm/transparent_hugepage/enabled
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/sys/kernel/mm/transparent_hugepage/enabled", os.O_WRONLY)
