# id: limit.high_priority
# tries: a priority above others
# engines: containers
# expects: refused EPERM|EACCES|ENOSYS
# control: without privileges

os.setpriority(os.PRIO_PROCESS, 0, -10)
seen = "priority -10"
