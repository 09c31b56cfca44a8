# id: room.realm.prototype
# tries: a property of every object for the next run
# engines: embedded
# expects: refused AttributeError|LookupError|ImportError
# control: unlocked

import js

js.Object.prototype.left_behind = 1
seen = "planted"
# --- next run ---
import js

seen = str(js.Object.new().left_behind)
