# id: realm.localstorage
# tries: the realm's localStorage
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "localStorage"))
