# id: socket.netlink_route
# tries: a socket to list and change interfaces
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(16, 3, 0).close()
seen = "family 16 was opened"
