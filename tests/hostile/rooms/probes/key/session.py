# id: room.key.session
# tries: a key in the session's keyring for the next run
# engines: containers
# expects: refused EPERM|ENOSYS|ENOKEY
# control: without seccomp

key = syscall("add_key", b"user", b"mcp-probe-session", b"left", 4, -3)
syscall("keyctl", 15, key, 60)
seen = "planted"
# --- next run ---
key = syscall("keyctl", 10, -3, b"user", b"mcp-probe-session", 0)
seen = f"key {key} of an earlier run"
