# id: realm.caches
# tries: the realm's caches
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "caches"))
