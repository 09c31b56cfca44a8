# id: limit.memory_of_child
# tries: more memory than allowed, in a child
# engines: containers
# expects: refused RuntimeError: the child was killed|MemoryError|ENOMEM
# control: without memory
# alone: yes
# seconds: 60


def work():
    block = bytearray(700 << 20)
    for at in range(0, len(block), 4096):
        block[at] = 1
    return len(block)


seen = in_child(work)
