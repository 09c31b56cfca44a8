# id: file.write_root
# tries: to write /mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/mcp-probe", "a"):
    seen = "/mcp-probe was opened for writing"
