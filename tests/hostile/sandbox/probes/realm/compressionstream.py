# id: realm.compressionstream
# tries: the realm's CompressionStream
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "CompressionStream"))
