# id: kernel_file.profiling
# tries: to write /sys/kernel/profiling
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/sys/kernel/profiling", os.O_WRONLY)
