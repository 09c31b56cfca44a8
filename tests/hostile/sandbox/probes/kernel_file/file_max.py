# id: kernel_file.file_max
# tries: to write /proc/sys/fs/file-max
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/fs/file-max", os.O_WRONLY)
