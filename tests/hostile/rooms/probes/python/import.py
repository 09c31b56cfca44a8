# id: room.python.import
# tries: a module that does not exist for the next run
# engines: containers
# expects: refused ModuleNotFoundError
# control: together

import sys
import types

sys.modules["left_behind"] = types.ModuleType("left_behind")
seen = "planted"
# --- next run ---
import left_behind

seen = str(left_behind)
