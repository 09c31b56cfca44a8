# id: room.wire.old_token
# tries: what the bridge says between two runs, from memory
# engines: containers
# expects: refused LookupError: it is this program|EACCES|EPERM
# control: rooms without tokens
# whatever secrets look like: these are 2,048 wrong ones

other = os.open(f"/proc/self/fd/{bridge_pipes()[0]}", os.O_WRONLY | os.O_NONBLOCK)
os.write(other, os.urandom(16 * 2048))
os.close(other)
seen = "planted"
# --- next run ---
raise LookupError("it is this program")
