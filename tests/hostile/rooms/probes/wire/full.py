# id: room.wire.full
# tries: a pipe full of what is no message
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without tokens
# first: success
# as long as a frame may be, and never complete

end_with("room.wire.full", (16 * 1024 * 1024).to_bytes(4, "big") + b"\0" + bytes(64 * 1024))
# --- next run ---
raise LookupError("it is answered")
