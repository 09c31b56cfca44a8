# id: limit.shm
# tries: more than its size in /dev/shm
# engines: containers
# expects: refused ENOSPC
# control: without shm
# alone: yes

with open("/dev/shm/mcp-file", "wb") as stream:
    for _ in range(100):
        stream.write(b"x" * (1 << 20))
        stream.flush()
seen = "100 MiB in /dev/shm"
