# id: file.bounding_set
# tries: a capability in the bounding set
# engines: containers
# expects: refused LookupError
# control: without privileges

with open("/proc/self/status") as stream:
    held = [line.split()[1] for line in stream if line.startswith("CapBnd")][0]
seen = must_find("no capability is left", int(held, 16))
