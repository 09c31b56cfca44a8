# id: room.timer.timerfd
# tries: a descriptor of a timer for the next run
# engines: containers
# expects: refused LookupError
# control: together

made = call("timerfd_create", 1, 0)
seen = "planted"
# --- next run ---
links = own_links(range(100))
seen = must_find("there is none", [link for link in links if "timerfd" in link])
