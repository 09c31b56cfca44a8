# id: socket.netlink_crypto
# tries: a socket to configure the kernel's cryptography
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EPROTONOSUPPORT
# control: without seccomp privileges

import socket

socket.socket(16, 3, 21).close()
seen = "family 16 was opened"
