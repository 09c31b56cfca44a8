# id: file.write_local_bin
# tries: to write /usr/local/bin/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/usr/local/bin/mcp-probe", "a"):
    seen = "/usr/local/bin/mcp-probe was opened for writing"
