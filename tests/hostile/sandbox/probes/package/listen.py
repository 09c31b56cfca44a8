# id: package.listen
# tries: to listen on a port
# engines: embedded
# expects: refused Error|LookupError
# control: outside

import socket

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
seen = must_find("nobody can connect to it", sys.platform != "emscripten")
