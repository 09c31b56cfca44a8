# id: first_process.oom_score
# tries: to choose whom the kernel kills
# engines: containers
# expects: refused EPERM|EACCES|ENOENT|EROFS
# control: bare

seen = opened("/proc/1/oom_score_adj", os.O_WRONLY)
