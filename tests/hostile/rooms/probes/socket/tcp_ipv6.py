# id: room.socket.tcp_ipv6
# tries: a server on the loopback of IPv6 for the next run
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL
# control: without network

import socket

seen = stay(lambda: socket.create_server(("::1", 7778), family=socket.AF_INET6))
# --- next run ---
import socket

socket.create_connection(("::1", 7778), 5)
seen = "the earlier run answers"
