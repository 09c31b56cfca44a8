# id: room.timer.epoll
# tries: a descriptor that waits for others, for the next run
# engines: containers
# expects: refused LookupError
# control: together

import select

epoll = select.epoll()
os.dup2(epoll.fileno(), 77)
seen = "planted"
# --- next run ---
seen = must_find("there is none", own_links([77]))
