# id: realm.eval
# tries: the realm's eval
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "eval"))
