# id: kernel_file.dmesg_restrict
# tries: to write /proc/sys/kernel/dmesg_restrict
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/dmesg_restrict", os.O_WRONLY)
