# id: file.write_srv
# tries: to write /srv/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/srv/mcp-probe", "a"):
    seen = "/srv/mcp-probe was opened for writing"
