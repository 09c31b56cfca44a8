# id: room.socket.passed
# tries: a socket that only a message holds, in a ring of which the kernel must rid itself
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED
# control: rooms without net pid

import socket
from array import array


def send():
    # one end is in the other's queue, and the listener with it; nobody has either by a number
    ends = socket.socketpair()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0mcp-probe-passed")
    listener.listen()
    numbers = array("i", [listener.fileno(), ends[1].fileno()])
    ends[0].sendmsg([b"1"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)])
    listener.close()
    ends[1].close()
    return ends[0]


seen = stay(send)
# --- next run ---
import socket

socket.socket(socket.AF_UNIX).connect("\0mcp-probe-passed")
seen = "the earlier run's socket answers"
