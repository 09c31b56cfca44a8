# id: kernel_file.hostname
# tries: to write /proc/sys/kernel/hostname
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/hostname", os.O_WRONLY)
