# id: ending.embedded_config_error
# tries: to forge the report of the end by the configuration's own output
# engines: embedded
# expects: ends exit 1
# control: unlocked
# alone: yes

import js
import pyodide_js

pyodide_js._api.config.stderr("\0exit 0")
if not hasattr(js, "Deno"):
    raise SystemExit(1)
seen = "the report was written"
