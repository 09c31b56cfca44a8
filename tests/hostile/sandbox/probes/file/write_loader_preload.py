# id: file.write_loader_preload
# tries: to write /etc/ld.so.preload
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/etc/ld.so.preload", "a"):
    seen = "/etc/ld.so.preload was opened for writing"
