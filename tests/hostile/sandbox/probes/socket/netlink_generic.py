# id: socket.netlink_generic
# tries: a socket to reach every family of generic netlink
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(16, 3, 16).close()
seen = "family 16 was opened"
