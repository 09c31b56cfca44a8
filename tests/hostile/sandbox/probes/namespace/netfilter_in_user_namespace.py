# id: namespace.netfilter_in_user_namespace
# tries: the kernel's packet filters inside namespaces of one's own
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp

import socket


def work():
    syscall("unshare", NEW_NAMESPACES["user"] | NEW_NAMESPACES["net"])
    socket.socket(16, 3, 12).close()
    return "netfilter was reached with all capabilities"


seen = in_child(work)
