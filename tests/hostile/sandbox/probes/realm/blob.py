# id: realm.blob
# tries: the realm's Blob
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Blob"))
