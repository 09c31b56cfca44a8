# id: file.write_opt
# tries: to write /opt/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/opt/mcp-probe", "a"):
    seen = "/opt/mcp-probe was opened for writing"
