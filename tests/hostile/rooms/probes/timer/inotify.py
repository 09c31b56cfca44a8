# id: room.timer.inotify
# tries: to watch a file that the next run uses too
# engines: containers
# expects: refused LookupError|ENOSYS
# control: together

watching = call("inotify_init1", 0)
call("inotify_add_watch", watching, b"/etc", 0x20)
seen = "planted"
# --- next run ---
links = own_links(range(100))
seen = must_find("nobody watches", [link for link in links if "inotify" in link])
