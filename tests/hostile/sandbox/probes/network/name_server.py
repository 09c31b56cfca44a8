# id: network.name_server
# tries: a route to a name server
# engines: containers
# expects: refused ENETUNREACH|EPERM|EAFNOSUPPORT|EACCES
# control: without network

import socket

probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
probe.connect(("9.9.9.9", 53))
seen = f"from {probe.getsockname()[0]}"
