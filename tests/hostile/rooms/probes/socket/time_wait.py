# id: room.socket.time_wait
# tries: to leave the next run a port that the kernel still holds
# engines: containers
# expects: refused LookupError
# control: rooms without net

import socket

listener = socket.create_server(("127.0.0.1", 7781))
client = socket.create_connection(("127.0.0.1", 7781), 5)
served, _ = listener.accept()
# the side that closes first waits
served.close()
client.close()
listener.close()
seen = "planted"
# --- next run ---
import socket

one = socket.socket()
try:
    one.bind(("127.0.0.1", 7781))
    used = False
except OSError as error:
    used = error.errno == errno.EADDRINUSE
seen = must_find("the port is free", used)
