# id: room.others.users
# tries: to write which users the other processes have
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

worked = []
for name in ("setgroups", "uid_map", "gid_map", "projid_map"):
    try:
        worked.append((name, open_of_others(name, os.O_WRONLY)))
    except LookupError:
        pass
seen = must_find("none can be opened", worked)
