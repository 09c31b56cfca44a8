# id: memory.javascript
# tries: more memory than allowed, by JavaScript
# engines: embedded
# expects: refused Error|JsException|MemoryError
# control: unlocked
# alone: yes
# seconds: 60

import js

blocks = [js.Uint8Array.new(256 << 20) for _ in range(10)]
seen = f"{len(blocks)} blocks of 256 MiB"
