# id: room.realm.property
# tries: a property of the realm for the next run
# engines: embedded
# expects: refused AttributeError|LookupError|ImportError
# control: unlocked

import js

js.left_behind = 1
seen = "planted"
# --- next run ---
import js

seen = str(js.left_behind)
