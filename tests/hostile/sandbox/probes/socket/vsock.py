# id: socket.vsock
# tries: a socket to speak to the hypervisor
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(40, 1, 0).close()
seen = "family 40 was opened"
