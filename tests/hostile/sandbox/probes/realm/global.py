# id: realm.global
# tries: the realm's global
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "global"))
