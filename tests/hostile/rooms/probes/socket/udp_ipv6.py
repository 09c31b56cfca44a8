# id: room.socket.udp_ipv6
# tries: a port of UDP on IPv6 for the next run
# engines: containers
# expects: refused LookupError
# control: without network

import socket


def bind():
    one = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    one.bind(("::1", 7780))
    return one


seen = stay(bind)
# --- next run ---
import socket

one = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
try:
    one.bind(("::1", 7780))
    used = False
except OSError as error:
    used = error.errno == errno.EADDRINUSE
seen = must_find("the port is free", used)
