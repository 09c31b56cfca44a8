# id: room.socket.abstract
# tries: an abstract socket for the next run
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED
# control: rooms without net pid

import socket


def listen():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0mcp-probe")
    listener.listen()
    return listener


seen = stay(listen)
# --- next run ---
import socket

socket.socket(socket.AF_UNIX).connect("\0mcp-probe")
seen = "the earlier run answers"
