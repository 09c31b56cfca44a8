# id: file.write_var_log
# tries: to write /var/log/mcp-probe
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/var/log/mcp-probe", "a"):
    seen = "/var/log/mcp-probe was opened for writing"
