# id: kernel_file.ip_forward
# tries: to write /proc/sys/net/ipv4/ip_forward
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/net/ipv4/ip_forward", os.O_WRONLY)
