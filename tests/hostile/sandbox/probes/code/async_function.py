# id: code.async_function
# tries: code from a text by an asynchronous function
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import pyodide_js

# every asynchronous function's constructor takes a text
make = pyodide_js.loadPackage.constructor
seen = str(make.new("return 1"))
