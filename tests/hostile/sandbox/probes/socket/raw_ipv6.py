# id: socket.raw_ipv6
# tries: a socket for raw ICMPv6
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(10, 3, 58).close()
seen = "family 10 was opened raw"
