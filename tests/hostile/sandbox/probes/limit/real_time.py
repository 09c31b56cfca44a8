# id: limit.real_time
# tries: real-time scheduling
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without privileges seccomp

os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
seen = "real time"
