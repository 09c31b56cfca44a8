# id: kernel_file.pid_max
# tries: to write /proc/sys/kernel/pid_max
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/pid_max", os.O_WRONLY)
