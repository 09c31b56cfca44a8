# id: kernel_file.msgmax
# tries: to write /proc/sys/kernel/msgmax
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/msgmax", os.O_WRONLY)
