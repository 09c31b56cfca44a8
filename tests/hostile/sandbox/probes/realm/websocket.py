# id: realm.websocket
# tries: the realm's WebSocket
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "WebSocket"))
