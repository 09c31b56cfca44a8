# id: file.write_hosts
# tries: to write /etc/hosts
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/etc/hosts", "a"):
    seen = "/etc/hosts was opened for writing"
