# id: socket.raw_ip
# tries: a socket for whole forged IP packets
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(2, 3, 255).close()
seen = "family 2 was opened raw"
