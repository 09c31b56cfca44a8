# id: room.state.core_filter
# tries: to choose what the next run's memory shows in a core file
# engines: containers
# expects: refused LookupError
# control: rooms without hiding

next_room()
for pid in others():
    try:
        with open(f"/proc/{pid}/coredump_filter", "w") as stream:
            stream.write("0x1f7")
    except OSError:
        pass
seen = "planted"
# --- next run ---
filters = [text_of(f"/proc/{pid}/coredump_filter") for pid in [*others(), "self"]]
seen = must_find(f"{sorted(set(filters))}", [one for one in filters if "1f7" in one])
