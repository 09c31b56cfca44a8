# id: room.socket.tcp
# tries: a server on the loopback for the next run
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED|ENETUNREACH
# control: rooms without net pid

import socket

seen = stay(lambda: socket.create_server(("127.0.0.1", 7777)))
# --- next run ---
import socket

socket.create_connection(("127.0.0.1", 7777), 5)
seen = "the earlier run answers"
