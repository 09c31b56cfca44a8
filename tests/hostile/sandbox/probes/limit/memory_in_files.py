# id: limit.memory_in_files
# tries: more memory than allowed, as files
# engines: containers
# expects: refused ENOSPC
# control: without directories memory
# alone: yes
# seconds: 60

block = b"x" * (1 << 20)
for part in range(6):
    with open(f"/tmp/file{part}", "wb") as stream:
        for _ in range(100):
            stream.write(block)
seen = "600 MiB in /tmp"
