# id: file.write_boot
# tries: to write /boot/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/boot/mcp-probe", "a"):
    seen = "/boot/mcp-probe was opened for writing"
