# id: realm.close
# tries: the realm's close
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "close"))
