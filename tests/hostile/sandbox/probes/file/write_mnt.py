# id: file.write_mnt
# tries: to write /mnt/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/mnt/mcp-probe", "a"):
    seen = "/mnt/mcp-probe was opened for writing"
