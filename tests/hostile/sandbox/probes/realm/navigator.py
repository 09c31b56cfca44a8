# id: realm.navigator
# tries: the realm's navigator
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "navigator"))
