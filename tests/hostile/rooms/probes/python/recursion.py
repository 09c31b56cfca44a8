# id: room.python.recursion
# tries: how deep the next run may call
# engines: containers
# expects: refused LookupError
# control: together

import sys

sys.setrecursionlimit(777)
seen = "planted"
# --- next run ---
import sys

seen = must_find(f"it is {sys.getrecursionlimit()}", sys.getrecursionlimit() == 777)
