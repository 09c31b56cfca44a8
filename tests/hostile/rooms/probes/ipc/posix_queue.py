# id: room.ipc.posix_queue
# tries: a POSIX message queue for the next run
# engines: containers
# expects: refused ENOENT|EMFILE|EPERM|ENOSYS|EACCES
# control: without ulimits

seen = f"planted {call('mq_open', b'/mcp-probe-queue', os.O_CREAT | os.O_RDWR, 0o600, None)}"
# --- next run ---
seen = f"the queue {call('mq_open', b'/mcp-probe-queue', os.O_RDWR)} is there"
