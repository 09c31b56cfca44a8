# id: room.socket.abstract_datagram
# tries: a message in an abstract socket for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without net pid

import socket


def wait():
    sockets = [socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
    sockets[0].bind("\0mcp-probe-datagrams")
    sockets[1].sendto(b"left", "\0mcp-probe-datagrams")
    return sockets


seen = stay(wait)
# --- next run ---
names = text_of("/proc/self/net/unix")
seen = must_find("there is no such name", "mcp-probe-datagrams" in names)
