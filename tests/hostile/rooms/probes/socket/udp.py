# id: room.socket.udp
# tries: a port of UDP for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without net pid

import socket


def bind():
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 7779))
    return one


seen = stay(bind)
# --- next run ---
import socket

one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    one.bind(("127.0.0.1", 7779))
    used = False
except OSError as error:
    used = error.errno == errno.EADDRINUSE
seen = must_find("the port is free", used)
