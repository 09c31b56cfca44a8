# id: room.wire.second_end
# tries: a second end of its own run
# engines: containers
# expects: refused LookupError: it is answered by itself
# control: rooms without tokens
# first: success|protocol_error

probe = "room.wire.second_end"
# in the control one that a reader takes for the next run's; ready is what it waits for first
ready = frame({"type": "ready", "protocol": 4, "python": "3.12.0", "rooms": True})
end_with(probe, done(probe, "first") + ready + done(probe, "the earlier run's answer was believed"))
# --- next run ---
raise LookupError("it is answered by itself")
