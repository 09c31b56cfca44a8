# id: room.state.own
# tries: to pass on what a process may set of itself
# engines: containers
# expects: refused LookupError
# control: together

import resource
import signal

resource.setrlimit(resource.RLIMIT_STACK, (1 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
os.nice(1)
call("prctl", 29, 77_000_000, 0, 0, 0)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
seen = "planted"
# --- next run ---
import resource
import signal

left = [
    resource.getrlimit(resource.RLIMIT_STACK)[0] == 1 << 20,
    call("prctl", 30, 0, 0, 0, 0) == 77_000_000,
    signal.SIGUSR1 in signal.pthread_sigmask(signal.SIG_BLOCK, []),
]
seen = must_find("nothing is left", any(left) and left)
