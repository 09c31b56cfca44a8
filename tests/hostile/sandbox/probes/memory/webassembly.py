# id: memory.webassembly
# tries: more memory than allowed, by a memory of WebAssembly
# engines: embedded
# expects: refused Error|JsException|MemoryError
# control: unlocked
# alone: yes
# seconds: 60

import js

limit = js.JSON.parse('{"initial": 1, "maximum": 65536}')
memory = js.WebAssembly.Memory.new(limit)
memory.grow(20_000)
seen = f"{memory.buffer.byteLength} bytes"
