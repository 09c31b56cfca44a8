# id: socket.netlink_audit
# tries: a socket to write to the audit log
# engines: containers
# expects: refused EPERM|EAFNOSUPPORT|EACCES|EINVAL
# control: without seccomp privileges

import socket

socket.socket(16, 3, 9).close()
seen = "family 16 was opened"
