# id: room.python.memory
# tries: to find an earlier run's secret in its own memory
# engines: containers
# seconds: 60
# expects: refused LookupError
# control: together
# the text itself is in neither program

secret = bytes(one ^ 1 for one in b"ldl,rdbsdu,;,bnqx")
copies = [bytearray(secret * 64) for _ in range(256)]
seen = "planted"
# --- next run ---
secret = bytes(one ^ 1 for one in b"ldl,rdbsdu,;,bnqx")
count = 0
# what was freed and is not yet in use again
fresh = [bytes(bytearray(4096)) for _ in range(256)]
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
    for line in maps:
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if "rw" not in line or end - start > 64 * 1024 * 1024:
            continue
        try:
            memory.seek(start)
            count += memory.read(end - start).count(secret)
        except (OSError, OverflowError):
            pass
seen = must_find(f"{count} copies", count > 1000 and count)
