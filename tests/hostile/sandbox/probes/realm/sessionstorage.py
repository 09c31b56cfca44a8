# id: realm.sessionstorage
# tries: the realm's sessionStorage
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "sessionStorage"))
