# id: kernel_file.ksm
# tries: to write /sys/kernel/mm/ksm/run
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/sys/kernel/mm/ksm/run", os.O_WRONLY)
