# id: room.python.path
# tries: a folder from which the next run imports
# engines: containers
# expects: refused LookupError
# control: together

import sys

sys.path.insert(0, "/tmp/mcp-probe")
seen = "planted"
# --- next run ---
import sys

seen = must_find(f"{sys.path}", "/tmp/mcp-probe" in sys.path)
