# id: kernel_file.user_namespaces
# tries: to write /proc/sys/user/max_user_namespaces
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/user/max_user_namespaces", os.O_WRONLY)
