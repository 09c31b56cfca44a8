# id: limit.oom_score
# tries: to be killed last
# engines: containers
# expects: refused EACCES|EPERM
# control: without privileges

with open("/proc/self/oom_score_adj", "w") as stream:
    stream.write("-500")
seen = "killed last"
