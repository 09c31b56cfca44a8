# id: room.wire.full_input
# tries: to leave no space for what the bridge sends
# engines: containers
# expects: refused LookupError: it is this program|EACCES|EPERM
# control: rooms without tokens

other = os.open(f"/proc/self/fd/{bridge_pipes()[0]}", os.O_WRONLY | os.O_NONBLOCK)
try:
    while True:
        os.write(other, b"\xff" * 4096)
except BlockingIOError:
    seen = "planted"
os.close(other)
# --- next run ---
raise LookupError("it is this program")
