# id: kernel_file.sysrq
# tries: to write /proc/sys/kernel/sysrq
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/sysrq", os.O_WRONLY)
