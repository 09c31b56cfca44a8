# id: room.timer.pidfd
# tries: to keep the next run's process by a descriptor of it
# engines: containers
# expects: refused LookupError
# control: together

kept = 80
for pid in [*map(int, others()), os.getpid()]:
    try:
        os.dup2(syscall("pidfd_open", pid, 0), kept)
        kept += 1
    except OSError:
        pass
seen = f"planted {kept - 80}"
# --- next run ---
seen = must_find("there is none", own_links(range(80, 90)))
