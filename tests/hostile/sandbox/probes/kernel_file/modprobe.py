# id: kernel_file.modprobe
# tries: to write /proc/sys/kernel/modprobe
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/modprobe", os.O_WRONLY)
