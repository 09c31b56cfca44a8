# id: code.another_interpreter
# tries: another interpreter, which is not locked
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import pyodide_js

seen = str(pyodide_js._api.config.createPyodideModule.name)
