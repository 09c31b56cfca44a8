# id: room.others.work
# tries: to read what the other processes do now
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

worked = []
for name in ("syscall", "stack", "io", "auxv", "pagemap", "personality"):
    try:
        worked.append((name, open_of_others(name)))
    except LookupError:
        pass
seen = must_find("none can be opened", worked)
