# id: room.pipe.nonblocking_input
# tries: that the next run finds nothing where its program should be
# engines: containers
# expects: refused LookupError: it is answered
# control: rooms without pipes tokens

import fcntl

descriptor = bridge_pipes()[0]
fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_NONBLOCK)
seen = "planted"
# --- next run ---
raise LookupError("it is answered")
