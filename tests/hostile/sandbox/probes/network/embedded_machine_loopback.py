# id: network.embedded_machine_loopback
# tries: to reach the machine's loopback
# engines: embedded
# expects: refused Error
# control: outside

import socket

connection = socket.create_connection(("127.0.0.1", TARGET["port"]), timeout=3)
connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
seen = must_find("no answer", connection.recv(1000))
