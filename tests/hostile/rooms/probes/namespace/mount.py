# id: room.namespace.mount
# tries: a file system of its own for the next run
# engines: containers
# expects: refused LookupError
# control: without everything

try:
    syscall("mount", b"mcp-probe", b"/workspace", b"tmpfs", 0, b"size=1m")
except OSError:
    pass
seen = "planted"
# --- next run ---
seen = must_find("there is none", "mcp-probe" in text_of("/proc/self/mountinfo"))
