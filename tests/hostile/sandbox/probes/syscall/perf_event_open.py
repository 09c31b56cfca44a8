# id: syscall.perf_event_open
# tries: to measure other processes: perf_event_open
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("perf_event_open"))
