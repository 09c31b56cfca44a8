# id: code.timer_text
# tries: code from a text by a timer
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import js

seen = str(js.eval("1")) if hasattr(js, "eval") else str(js.setTimeout("globalThis.left = 1", 0))
