# id: namespace.tmpfs_in_user_namespace
# tries: an executable tmpfs of any size, mounted as root of a namespace of its own
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp


def work():
    syscall("unshare", NEW_NAMESPACES["user"] | NEW_NAMESPACES["mount"])
    syscall("mount", b"none", b"/tmp", b"tmpfs", 0, b"size=100g")
    return "tmpfs was mounted"


seen = in_child(work)
