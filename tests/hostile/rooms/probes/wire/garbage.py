# id: room.wire.garbage
# tries: what is no frame
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without tokens
# first: success|protocol_error

end_with("room.wire.garbage", b"\xff" * 1024)
# --- next run ---
raise LookupError("it is answered")
