# id: file.set_user_id
# tries: to become root by setuid(0)
# engines: containers
# expects: refused EPERM|EINVAL
# control: without privileges


def work():
    os.setresuid(65534, 65534, 0) if os.getuid() == 0 else None
    os.setuid(0)
    return f"uid {os.getuid()}, euid {os.geteuid()}"


seen = in_child(work)
