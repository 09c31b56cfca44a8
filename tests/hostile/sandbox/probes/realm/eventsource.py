# id: realm.eventsource
# tries: the realm's EventSource
# engines: embedded
# expects: refused AttributeError
# control: unlocked

import js

seen = str(getattr(js, "EventSource"))
