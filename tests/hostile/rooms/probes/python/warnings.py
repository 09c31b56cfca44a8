# id: room.python.warnings
# tries: to make warnings errors in the next run
# engines: containers
# expects: refused LookupError
# control: together

import warnings

warnings.filterwarnings("error", "left behind")
seen = "planted"
# --- next run ---
import warnings

seen = must_find("nothing was left", "left behind" in str(warnings.filters))
