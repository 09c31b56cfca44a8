# id: network.machine_loopback
# tries: to reach the machine's loopback
# engines: containers
# expects: refused ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL|EPERM|EAFNOSUPPORT|EACCES
# control: without network

import socket

socket.create_connection(("127.0.0.1", TARGET["port"]), timeout=3).close()
seen = "connected to 127.0.0.1"
