# id: limit.pipe_pages
# tries: a pipe of 1 MiB, of which a user may have few
# engines: containers
# expects: refused EPERM|ENOSYS
# control: bare

import fcntl

reading, writing = os.pipe()
seen = f"{fcntl.fcntl(writing, 1031, 1 << 20)} bytes"
