# id: thread.worker_module
# tries: a thread by node:worker_threads
# engines: embedded
# expects: refused Error|JsException|LookupError
# control: unlocked

import js

module = await js.Function.new("return import('node:worker_threads')")()
seen = str(module.Worker)
