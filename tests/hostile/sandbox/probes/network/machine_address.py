# id: network.machine_address
# tries: to reach the machine by its own address
# engines: containers
# expects: refused ENETUNREACH|EPERM|EAFNOSUPPORT|EACCES|ENONET
# control: without network

import socket

socket.create_connection((TARGET["addresses"][0], TARGET["port"]), timeout=3).close()
seen = "connected"
