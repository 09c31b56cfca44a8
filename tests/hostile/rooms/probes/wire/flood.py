# id: room.wire.flood
# tries: megabytes at the end, of a message that is not complete
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without tokens
# first: success

end_with("room.wire.flood", frame(bytes(1024 * 1024), 1) * 8)
# --- next run ---
raise LookupError("it is answered")
