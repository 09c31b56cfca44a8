# id: room.python.signal_handler
# tries: to act on the next run's signals
# engines: containers
# expects: refused LookupError
# control: together

import signal

signal.signal(signal.SIGUSR1, lambda *_: None)
seen = "planted"
# --- next run ---
import signal

seen = must_find("nobody does", signal.getsignal(signal.SIGUSR1) is not signal.SIG_DFL)
