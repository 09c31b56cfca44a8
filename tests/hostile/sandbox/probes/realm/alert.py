# id: realm.alert
# tries: the realm's alert
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "alert"))
