# id: syscall.clock_settime
# tries: to set a clock: clock_settime
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("clock_settime", 0, 1))
