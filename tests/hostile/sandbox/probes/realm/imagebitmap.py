# id: realm.imagebitmap
# tries: the realm's ImageBitmap
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "ImageBitmap"))
