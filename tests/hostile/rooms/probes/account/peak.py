# id: room.account.peak
# tries: to learn an earlier run's memory from the control group
# engines: containers
# expects: refused LookupError
# control: bare

data = bytearray(300 * 1024 * 1024)
data[::4096] = b"1" * len(data[::4096])
del data
seen = "planted"
# --- next run ---
peaks = [
    int(text_of(path) or 0)
    for path in ("/sys/fs/cgroup/memory.peak", "/sys/fs/cgroup/memory/memory.max_usage_in_bytes")
]
seen = must_find(f"{peaks}", max(peaks) > 300 * 1024 * 1024)
