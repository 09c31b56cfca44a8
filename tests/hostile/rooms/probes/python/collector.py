# id: room.python.collector
# tries: to act when the next run's memory is collected
# engines: containers
# expects: refused LookupError
# control: together

import gc


def left_behind(*_):
    pass


gc.callbacks.append(left_behind)
seen = "planted"
# --- next run ---
import gc

names = [getattr(one, "__name__", "") for one in gc.callbacks]
seen = must_find(f"{names}", "left_behind" in names)
