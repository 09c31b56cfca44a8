# id: network.unix_sockets
# tries: an abstract or named socket of the machine
# engines: containers
# expects: refused LookupError
# control: without network

with open("/proc/net/unix") as stream:
    seen = must_find(
        "none is named",
        [line.split()[7] for line in stream.readlines()[1:] if len(line.split()) > 7],
    )
