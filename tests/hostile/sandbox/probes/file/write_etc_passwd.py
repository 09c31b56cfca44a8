# id: file.write_etc_passwd
# tries: to write /etc/passwd
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/etc/passwd", "a"):
    seen = "/etc/passwd was opened for writing"
