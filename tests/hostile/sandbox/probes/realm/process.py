# id: realm.process
# tries: the realm's process
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "process"))
