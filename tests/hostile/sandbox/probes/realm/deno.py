# id: realm.deno
# tries: the realm's Deno
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Deno"))
