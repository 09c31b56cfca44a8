# id: realm.file
# tries: the realm's File
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "File"))
