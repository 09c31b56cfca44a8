# id: file.machine_name
# tries: to learn the machine's name
# engines: containers
# expects: refused LookupError
# control: without namespaces

import socket

name = socket.gethostname()
seen = must_find("the name says nothing", name != "sandbox" and name)
