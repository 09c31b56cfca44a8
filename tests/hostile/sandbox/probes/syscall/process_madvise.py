# id: syscall.process_madvise
# tries: to advise on another's memory: process_madvise
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without everything

seen = in_child(lambda: reach("process_madvise"))
