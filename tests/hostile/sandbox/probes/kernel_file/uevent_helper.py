# id: kernel_file.uevent_helper
# tries: to write /sys/kernel/uevent_helper
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/sys/kernel/uevent_helper", os.O_WRONLY)
