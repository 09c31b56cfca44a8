# id: code.realm_by_function
# tries: the realm by a function's own
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import pyodide_js

seen = str(pyodide_js._module.FS.open.constructor.new("return globalThis.Deno.pid")())
