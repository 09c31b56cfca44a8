# id: kernel_file.ns_last_pid
# tries: to write /proc/sys/kernel/ns_last_pid
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/ns_last_pid", os.O_WRONLY)
