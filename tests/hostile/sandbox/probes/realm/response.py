# id: realm.response
# tries: the realm's Response
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "Response"))
