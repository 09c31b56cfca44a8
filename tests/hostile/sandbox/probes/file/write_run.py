# id: file.write_run
# tries: to write /run/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/run/mcp-probe", "a"):
    seen = "/run/mcp-probe was opened for writing"
