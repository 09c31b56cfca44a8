# id: namespace.capabilities_in_user_namespace
# tries: every capability inside a user namespace
# engines: containers
# expects: refused EPERM|ENOSYS
# control: without seccomp


def work():
    syscall("unshare", NEW_NAMESPACES["user"])
    with open("/proc/self/status") as stream:
        held = [line for line in stream if line.startswith("CapEff")][0].split()[1]
    return must_find("a capability", int(held, 16) and held)


seen = in_child(work)
