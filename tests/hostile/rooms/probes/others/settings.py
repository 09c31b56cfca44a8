# id: room.others.settings
# tries: to write what the other processes may set of themselves
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

worked = []
for name in ("oom_score_adj", "clear_refs", "coredump_filter", "comm", "autogroup"):
    try:
        worked.append((name, open_of_others(name, os.O_WRONLY)))
    except LookupError:
        pass
seen = must_find("none can be opened", worked)
