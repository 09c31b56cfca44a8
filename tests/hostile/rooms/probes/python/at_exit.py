# id: room.python.at_exit
# tries: to act at the end of the next run
# engines: containers
# expects: refused LookupError
# control: together

import atexit

atexit.register(lambda: os.environ.__setitem__("LEFT_AT_EXIT", "1"))
seen = "planted"
# --- next run ---
import atexit

atexit._run_exitfuncs()
seen = must_find("nobody does", os.environ.get("LEFT_AT_EXIT"))
