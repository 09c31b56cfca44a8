# id: limit.memory
# tries: more memory than allowed
# engines: containers
# expects: ends memory_limit|killed
# control: without memory
# alone: yes
# seconds: 60

block = bytearray(700 << 20)
for at in range(0, len(block), 4096):
    block[at] = 1
seen = f"{len(block)} bytes"
