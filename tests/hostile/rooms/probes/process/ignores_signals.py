# id: room.process.ignores_signals
# tries: a process that outlives the run because it ignores every signal
# engines: containers
# expects: refused LookupError
# control: rooms without pid

import signal


def ignore():
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


seen = stay(ignore)
# --- next run ---
seen = named()
