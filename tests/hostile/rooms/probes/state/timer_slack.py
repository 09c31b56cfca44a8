# id: room.state.timer_slack
# tries: to make the timers of the next run late
# engines: containers
# expects: refused LookupError
# control: rooms without hiding capabilities

next_room()
for pid in others():
    try:
        with open(f"/proc/{pid}/timerslack_ns", "w") as stream:
            stream.write("77000000")
    except OSError:
        pass
seen = "planted"
# --- next run ---
slack = call("prctl", 30, 0, 0, 0, 0)
seen = must_find(f"it is {slack}", slack == 77_000_000)
