# id: realm.buffer
# tries: the realm's Buffer
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Buffer"))
