# id: network.interfaces
# tries: an interface besides the loopback
# engines: containers
# expects: refused LookupError
# control: without network

with open("/proc/net/dev") as stream:
    names = [line.split(":")[0].strip() for line in stream if ":" in line]
seen = must_find(
    "only lo",
    [
        name
        for name in names
        if name
        not in (
            "lo",
            "sit0",
            "tunl0",
            "ip6tnl0",
            "gre0",
            "gretap0",
            "erspan0",
            "ip_vti0",
            "ip6_vti0",
            "ip6gre0",
        )
    ],
)
