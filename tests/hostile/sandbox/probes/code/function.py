# id: code.function
# tries: code from a text by Function
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import pyodide_js

seen = str(pyodide_js._module.FS.open.constructor.new("return 1")())
