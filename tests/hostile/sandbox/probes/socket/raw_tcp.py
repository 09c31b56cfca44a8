# id: socket.raw_tcp
# tries: a socket for forged TCP
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(2, 3, 6).close()
seen = "family 2 was opened raw"
