# id: socket.xdp
# tries: a socket to reach express data paths
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(44, 3, 0).close()
seen = "family 44 was opened"
