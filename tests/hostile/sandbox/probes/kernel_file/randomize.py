# id: kernel_file.randomize
# tries: to write /proc/sys/kernel/randomize_va_space
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/randomize_va_space", os.O_WRONLY)
