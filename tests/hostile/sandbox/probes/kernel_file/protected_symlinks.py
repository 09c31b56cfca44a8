# id: kernel_file.protected_symlinks
# tries: to write /proc/sys/fs/protected_symlinks
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/fs/protected_symlinks", os.O_WRONLY)
