# id: room.wire.half_message
# tries: the first parts of a message, to which the next run's first message is added
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without tokens
# first: success

end_with("room.wire.half_message", frame(b'{"type": "output", "text": "', 1))
# --- next run ---
raise LookupError("it is answered")
