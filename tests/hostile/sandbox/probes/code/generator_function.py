# id: code.generator_function
# tries: code from a text by a generator's constructor
# engines: embedded
# expects: refused Error|JsException|AttributeError
# control: unlocked

import js
import pyodide_js

walker = js.Object.getPrototypeOf(
    pyodide_js._module.FS.open.constructor.new("return (function*(){})")()
)
seen = str(walker.constructor.new("yield 1"))
