# id: package.look_up
# tries: to look up a name
# engines: embedded
# expects: refused Error|LookupError
# control: outside

import socket

found = socket.getaddrinfo("localhost", 80)
seen = must_find("the interpreter makes addresses up", sys.platform != "emscripten" and found)
