# id: kernel_file.hotplug
# tries: to write /proc/sys/kernel/poweroff_cmd
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/proc/sys/kernel/poweroff_cmd", os.O_WRONLY)
