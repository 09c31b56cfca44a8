# id: realm.location
# tries: the realm's location
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "location"))
