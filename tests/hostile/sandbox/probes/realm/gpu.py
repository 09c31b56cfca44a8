# id: realm.gpu
# tries: the realm's GPU
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "GPU"))
