# id: limit.workspace
# tries: more than its size in /workspace
# engines: containers
# expects: refused ENOSPC
# control: without directories
# alone: yes
# seconds: 60

block = b"x" * (1 << 20)
for part in range(2):
    with open(f"/workspace/file{part}", "wb") as stream:
        for _ in range(100):
            stream.write(block)
seen = "200 MiB in /workspace"
