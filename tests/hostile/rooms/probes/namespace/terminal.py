# id: room.namespace.terminal
# tries: a terminal for the next run
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import pty

seen = stay(pty.openpty)
# --- next run ---
names = [name for name in os.listdir("/dev/pts") if name.isdigit()]
seen = must_find("there is none", names)
