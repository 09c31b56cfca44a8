# id: room.others.environment
# tries: to read the environment of the other processes
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

seen = open_of_others("environ")
