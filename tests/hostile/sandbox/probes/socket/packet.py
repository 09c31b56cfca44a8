# id: socket.packet
# tries: a socket for raw frames of every interface
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(17, 3, 768).close()
seen = "family 17 was opened raw"
