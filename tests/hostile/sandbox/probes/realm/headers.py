# id: realm.headers
# tries: the realm's Headers
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Headers"))
