# id: network.metadata_service
# tries: a route to 169.254.169.254
# engines: containers
# expects: refused ENETUNREACH|EPERM|EAFNOSUPPORT|EACCES
# control: without network

import socket

probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
probe.connect(("169.254.169.254", 80))
seen = f"from {probe.getsockname()[0]}"
