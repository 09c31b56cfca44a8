# id: room.socket.path
# tries: a socket with a path for the next run
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED|ENOENT
# control: rooms without mounts pid

import socket


def listen():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("/tmp/mcp-probe-socket")
    listener.listen()
    return listener


seen = stay(listen)
# --- next run ---
import socket

socket.socket(socket.AF_UNIX).connect("/tmp/mcp-probe-socket")
seen = "the earlier run answers"
