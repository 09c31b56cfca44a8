# id: room.socket.counters
# tries: to count what an earlier run sent
# engines: containers
# expects: refused LookupError
# control: rooms without net

import socket

one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(777):
    one.sendto(b"x", ("127.0.0.1", 9))
seen = "planted"
# --- next run ---
names, values = [
    line.split() for line in text_of("/proc/self/net/snmp").splitlines() if line.startswith("Udp:")
]
sent = int(dict(zip(names, values))["OutDatagrams"])
seen = must_find(f"{sent} were sent", sent >= 777)
