# id: room.others.descriptors
# tries: to open descriptors of the other processes
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

worked = []
for number in range(12):
    for mode in (os.O_RDONLY, os.O_WRONLY):
        try:
            worked.append((number, open_of_others(f"fd/{number}", mode)))
        except LookupError:
            pass
seen = must_find("none can be opened", worked)
