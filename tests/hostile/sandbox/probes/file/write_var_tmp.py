# id: file.write_var_tmp
# tries: to write /var/tmp/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/var/tmp/mcp-probe", "a"):
    seen = "/var/tmp/mcp-probe was opened for writing"
