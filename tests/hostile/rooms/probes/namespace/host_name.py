# id: room.namespace.host_name
# tries: the name of the machine, as a mark for the next run
# engines: containers
# expects: refused LookupError
# control: without everything

try:
    syscall("sethostname", b"mcp-probe", 9)
except OSError:
    pass
seen = "planted"
# --- next run ---
seen = must_find(f"it is {os.uname().nodename}", os.uname().nodename == "mcp-probe")
