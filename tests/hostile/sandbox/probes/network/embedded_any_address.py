# id: network.embedded_any_address
# tries: to reach the machine by the address of all
# engines: embedded
# expects: refused Error
# control: outside

import socket

connection = socket.create_connection(("0.0.0.0", TARGET["port"]), timeout=3)
connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
seen = must_find("no answer", connection.recv(1000))
