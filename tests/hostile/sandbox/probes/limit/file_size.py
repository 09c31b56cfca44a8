# id: limit.file_size
# tries: a file above 128 MiB
# engines: containers
# expects: refused EFBIG
# control: without ulimits directories

import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("/tmp/sparse", "wb") as stream:
    os.ftruncate(stream.fileno(), 1 << 30)
seen = "a file of 1 GiB"
