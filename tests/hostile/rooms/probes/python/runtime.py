# id: room.python.runtime
# tries: a changed module of the runtime for the next run
# engines: containers
# expects: refused LookupError
# control: together

import sys

# in the control there is no runtime: any module that is loaded stands for it
for name, module in list(sys.modules.items()):
    if name in ("mcp", "errno", "sandbox_runtime.main"):
        module.left_behind = 1
seen = "planted"
# --- next run ---
import sys

modules = sys.modules.items()
found = [name for name, module in modules if "left_behind" in getattr(module, "__dict__", {})]
seen = must_find("nothing was left", found)
