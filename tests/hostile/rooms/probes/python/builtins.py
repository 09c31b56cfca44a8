# id: room.python.builtins
# tries: a builtin function of its own for the next run
# engines: containers
# expects: refused LookupError
# control: together

import builtins

builtins.left_behind = lambda: 1
seen = "planted"
# --- next run ---
import builtins

seen = must_find("nothing was left", hasattr(builtins, "left_behind"))
