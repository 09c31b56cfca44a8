# id: kernel_file.overcommit
# tries: to write /proc/sys/vm/overcommit_memory
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/vm/overcommit_memory", os.O_WRONLY)
