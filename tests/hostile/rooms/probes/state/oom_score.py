# id: room.state.oom_score
# tries: to let the kernel kill the next run's first process first
# engines: containers
# expects: refused LookupError
# control: rooms without hiding

next_room()
for pid in others():
    try:
        with open(f"/proc/{pid}/oom_score_adj", "w") as stream:
            stream.write("1000")
    except OSError:
        pass
seen = "planted"
# --- next run ---
worked = []
for pid in others():
    try:
        with open(f"/proc/{pid}/oom_score_adj", "w") as stream:
            stream.write("1000")
        worked.append(pid)
    except OSError:
        pass
seen = must_find("no score can be written", worked)
