# id: socket.netlink_xfrm
# tries: a socket to reach the kernel's IPsec
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(16, 3, 6).close()
seen = "family 16 was opened"
