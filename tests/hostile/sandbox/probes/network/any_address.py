# id: network.any_address
# tries: to reach the machine by the address of all
# engines: containers
# expects: refused ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL|EPERM|EAFNOSUPPORT|EACCES
# control: without network

import socket

socket.create_connection(("0.0.0.0", TARGET["port"]), timeout=3).close()
seen = "connected to 0.0.0.0"
