# id: realm.broadcastchannel
# tries: the realm's BroadcastChannel
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "BroadcastChannel"))
