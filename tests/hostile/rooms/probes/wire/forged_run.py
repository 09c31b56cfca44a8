# id: room.wire.forged_run
# tries: to answer the next run before it begins
# engines: containers
# expects: refused LookupError: it is answered by itself
# control: rooms without tokens
# first: success|protocol_error

ready = frame({"type": "ready", "protocol": 4, "python": "3.12.0", "rooms": True})
probe = "room.wire.forged_run"
end_with(probe, ready + done(probe, "the earlier run's answer was believed"))
# --- next run ---
raise LookupError("it is answered by itself")
