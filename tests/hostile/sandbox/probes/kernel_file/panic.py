# id: kernel_file.panic
# tries: to write /proc/sys/kernel/panic
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/panic", os.O_WRONLY)
