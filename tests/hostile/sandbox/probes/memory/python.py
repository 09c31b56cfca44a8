# id: memory.python
# tries: more memory than allowed, by Python
# engines: embedded
# expects: refused MemoryError
# control: outside
# alone: yes

seen = str(len(bytearray(700 << 20)))
