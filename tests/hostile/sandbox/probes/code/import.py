# id: code.import
# tries: to import a module of Node by a function of one's own
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import pyodide_js

module = await pyodide_js._module.FS.open.constructor.new("return import('node:fs')")()
seen = str(module.readFileSync)
