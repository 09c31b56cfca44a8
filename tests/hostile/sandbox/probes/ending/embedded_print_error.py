# id: ending.embedded_print_error
# tries: to forge the report of the end by the interpreter's own output
# engines: embedded
# expects: ends exit 1
# control: unlocked
# alone: yes

import js
import pyodide_js

pyodide_js._module.printErr("\0exit 0")
if not hasattr(js, "Deno"):
    raise SystemExit(1)
seen = "the report was written"
