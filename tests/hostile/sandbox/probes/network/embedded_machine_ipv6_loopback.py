# id: network.embedded_machine_ipv6_loopback
# tries: to reach the machine's IPv6 loopback
# engines: embedded
# expects: refused Error
# control: outside

import socket

connection = socket.create_connection(("::1", TARGET["port"]), timeout=3)
connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
seen = must_find("no answer", connection.recv(1000))
