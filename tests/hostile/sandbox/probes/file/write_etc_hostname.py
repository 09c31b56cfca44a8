# id: file.write_etc_hostname
# tries: to write /etc/hostname
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/etc/hostname", "a"):
    seen = "/etc/hostname was opened for writing"
