# id: room.others.root
# tries: to enter the other processes' file systems
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

seen = open_of_others("root/workspace")
