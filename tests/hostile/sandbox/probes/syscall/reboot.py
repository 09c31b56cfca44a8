# id: syscall.reboot
# tries: to reboot: reboot
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("reboot", 0xFEE1DEAD, 672274793, 0, 0))
