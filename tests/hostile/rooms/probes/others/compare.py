# id: room.others.compare
# tries: to compare what the other processes have with its own
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without pid filter hiding capabilities

worked = []
on_others(lambda pid: worked.append(syscall("kcmp", os.getpid(), pid, 1, 0, 0)))
seen = must_find("none can be compared", worked)
