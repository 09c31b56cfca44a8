# id: socket.raw_icmp
# tries: a socket for raw ICMP
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(2, 3, 1).close()
seen = "family 2 was opened raw"
