# id: room.wire.half_frame
# tries: half a frame, which swallows the next run's first message
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without tokens
# first: success

end_with("room.wire.half_frame", frame({"type": "output", "stream": "stdout", "text": "x" * 500})[:77])
# --- next run ---
raise LookupError("it is answered")
