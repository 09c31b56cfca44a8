# id: namespace.clone_user
# tries: a child in a new user namespace by clone
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp


def work():
    # SIGCHLD and CLONE_NEWUSER
    child = syscall("clone", 17 | NEW_NAMESPACES["user"], 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return "clone made a user namespace"


seen = in_child(work)
