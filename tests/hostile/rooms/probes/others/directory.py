# id: room.others.directory
# tries: to enter the other processes' working directories
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

seen = open_of_others("cwd/.")
