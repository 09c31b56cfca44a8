# id: machine_file.node_mount
# tries: the machine's files by a mount of Node's
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

import js
import pyodide_js

fs = pyodide_js._module.FS
fs.mkdir("/machine")
fs.mount(
    fs.filesystems.NODEFS,
    js.Object.fromEntries(js.Object.entries(js.JSON.parse('{"root": "/"}'))),
    "/machine",
)
seen = must_find("the mount is empty", os.listdir("/machine/etc"))
