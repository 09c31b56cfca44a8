# id: room.python.finder
# tries: to choose what the next run imports
# engines: containers
# expects: refused LookupError
# control: together

import sys


class LeftBehind:
    find_spec = staticmethod(lambda *_: None)


sys.meta_path.insert(0, LeftBehind())
seen = "planted"
# --- next run ---
import sys

names = [type(one).__name__ for one in sys.meta_path]
seen = must_find(f"{names}", "LeftBehind" in names)
