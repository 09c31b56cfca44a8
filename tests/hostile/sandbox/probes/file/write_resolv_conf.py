# id: file.write_resolv_conf
# tries: to write /etc/resolv.conf
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/etc/resolv.conf", "a"):
    seen = "/etc/resolv.conf was opened for writing"
