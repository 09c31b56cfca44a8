# id: room.state.name
# tries: to rename the processes of the next run
# engines: containers
# expects: refused LookupError
# control: together

next_room()
for pid in [*others(), "self"]:
    try:
        rename("left_name", pid)
    except OSError:
        pass
seen = "planted"
# --- next run ---
names = [text_of(f"/proc/{pid}/comm") for pid in [*others(), "self"]]
seen = must_find(f"{sorted(set(names))}", [name for name in names if name == "left_name\n"])
