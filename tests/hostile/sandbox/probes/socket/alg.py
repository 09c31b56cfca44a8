# id: socket.alg
# tries: a socket to reach the kernel's cryptography (Copy Fail)
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(38, 5, 0).close()
seen = "family 38 was opened"
