# id: room.key.user
# tries: a key in the user's keyring for the next run
# engines: containers
# expects: refused EPERM|ENOSYS|ENOKEY
# control: without seccomp
# a named session keyring, linked into the user's keyring, which ends in a minute

ring = syscall("keyctl", 1, b"mcp-probe-ring")
syscall("keyctl", 15, ring, 60)
syscall("keyctl", 8, ring, -4)
seen = "planted"
# --- next run ---
ring = syscall("keyctl", 10, -4, b"keyring", b"mcp-probe-ring", 0)
syscall("keyctl", 9, ring, -4)
seen = f"keyring {ring} of an earlier run"
