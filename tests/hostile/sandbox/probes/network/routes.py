# id: network.routes
# tries: a route
# engines: containers
# expects: refused LookupError
# control: without network

with open("/proc/net/route") as stream:
    seen = must_find("no route", stream.readlines()[1:])
