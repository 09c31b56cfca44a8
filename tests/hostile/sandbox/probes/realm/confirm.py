# id: realm.confirm
# tries: the realm's confirm
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "confirm"))
