# id: network.machine_ipv6_loopback
# tries: to reach the machine's IPv6 loopback
# engines: containers
# expects: refused ECONNREFUSED|ENETUNREACH|EADDRNOTAVAIL|EPERM|EAFNOSUPPORT|EACCES
# control: without network

import socket

socket.create_connection(("::1", TARGET["port"]), timeout=3).close()
seen = "connected to ::1"
