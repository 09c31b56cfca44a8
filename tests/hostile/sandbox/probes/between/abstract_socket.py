# id: between.abstract_socket
# tries: an abstract socket for the next run
# engines: containers
# expects: refused ConnectionRefusedError|ECONNREFUSED
# control: bare

import socket
import time

if os.fork() == 0:
    os.setsid()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0mcp-probe")
    listener.listen()
    time.sleep(20)
    os._exit(0)
time.sleep(0.2)
seen = "planted"
# --- next run ---
import socket

socket.socket(socket.AF_UNIX).connect("\0mcp-probe")
seen = "the earlier run answers"
