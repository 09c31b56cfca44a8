# id: realm.prompt
# tries: the realm's prompt
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "prompt"))
