# id: realm.worker
# tries: the realm's Worker
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Worker"))
