# id: realm.fetch
# tries: the realm's fetch
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "fetch"))
