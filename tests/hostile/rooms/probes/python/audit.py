# id: room.python.audit
# tries: to hear what the next run does
# engines: containers
# expects: refused LookupError
# control: together

import sys

sys.addaudithook(
    lambda event, _: os.environ.__setitem__("LEFT_HOOK", "1") if event == "mcp.probe" else None
)
seen = "planted"
# --- next run ---
import sys

sys.audit("mcp.probe")
seen = must_find("nobody does", os.environ.get("LEFT_HOOK"))
