# id: socket.netlink_netfilter
# tries: a socket to reach the kernel's packet filters
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES
# control: without seccomp privileges

import socket

socket.socket(16, 3, 12).close()
seen = "family 16 was opened"
