# id: room.others.memory
# tries: to write the memory of the container's other processes
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

seen = open_of_others("mem", os.O_RDWR)
