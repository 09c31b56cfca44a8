# id: file.write_home
# tries: to write /root/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/root/mcp-probe", "a"):
    seen = "/root/mcp-probe was opened for writing"
