# id: code.run_js
# tries: code from a text by run_js
# engines: embedded
# expects: refused Error|JsException
# control: unlocked


seen = str(__import__("pyodide.code", fromlist=["run_js"]).run_js("1 + 1"))
