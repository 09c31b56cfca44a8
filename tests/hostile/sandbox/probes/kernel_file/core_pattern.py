# id: kernel_file.core_pattern
# tries: to write /proc/sys/kernel/core_pattern
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/core_pattern", os.O_WRONLY)
