# id: room.others.maps
# tries: to read where the other processes have their memory
# engines: containers
# alone: yes
# expects: refused LookupError
# control: rooms without hiding capabilities

next_room()
seen = must_find("nobody shows it", [pid for pid in others() if text_of(f"/proc/{pid}/maps")])
