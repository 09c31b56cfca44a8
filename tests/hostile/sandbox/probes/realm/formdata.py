# id: realm.formdata
# tries: the realm's FormData
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "FormData"))
