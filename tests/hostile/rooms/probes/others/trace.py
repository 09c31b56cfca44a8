# id: room.others.trace
# tries: to trace the container's other processes
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without pid filter hiding capabilities

worked = []


def seize(pid):
    # PTRACE_SEIZE, and no wait
    syscall("ptrace", 0x4206, pid, 0, 0)
    worked.append(pid)


on_others(seize)
seen = must_find("none can be traced", worked)
