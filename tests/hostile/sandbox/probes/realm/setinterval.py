# id: realm.setinterval
# tries: the realm's setInterval
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "setInterval"))
