# id: limit.raise_own
# tries: to raise a limit again
# engines: containers
# expects: refused ValueError|EPERM
# control: without privileges

import resource

resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
seen = "1,024 descriptors"
