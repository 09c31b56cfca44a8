# id: first_process.timerslack
# tries: to make the first process's timers late
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: without everything

with open("/proc/1/timerslack_ns", "w") as stream:
    stream.write("4000000000")
seen = "the timers of the first process are late"
