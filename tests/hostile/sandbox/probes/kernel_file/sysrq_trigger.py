# id: kernel_file.sysrq_trigger
# tries: to write /proc/sysrq-trigger
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sysrq-trigger", os.O_WRONLY)
