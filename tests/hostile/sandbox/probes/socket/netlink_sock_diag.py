# id: socket.netlink_sock_diag
# tries: a socket to list the sockets of others
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(16, 3, 4).close()
seen = "family 16 was opened"
