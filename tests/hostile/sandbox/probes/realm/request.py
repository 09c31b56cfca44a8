# id: realm.request
# tries: the realm's Request
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Request"))
