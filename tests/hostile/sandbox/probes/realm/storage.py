# id: realm.storage
# tries: the realm's Storage
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Storage"))
