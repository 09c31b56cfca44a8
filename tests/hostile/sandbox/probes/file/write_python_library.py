# id: file.write_python_library
# tries: to write /usr/lib/mcp-probe.py
# engines: containers
# expects: refused EROFS|EACCES|EPERM
# control: without read-only privileges

with open("/usr/lib/mcp-probe.py", "a"):
    seen = "/usr/lib/mcp-probe.py was opened for writing"
