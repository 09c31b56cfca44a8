# id: kernel_file.block_queue
# tries: to write /sys/module/printk/parameters/time
# engines: containers
# expects: refused EPERM|EACCES|EROFS|ENOENT
# control: without everything

seen = opened("/sys/module/printk/parameters/time", os.O_WRONLY)
