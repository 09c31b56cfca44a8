# id: package.load
# tries: a package from the network
# engines: embedded
# expects: refused Error|JsException|LookupError
# control: outside

import urllib.request

with urllib.request.urlopen(f"http://127.0.0.1:{TARGET['port']}/package.whl", timeout=5) as stream:
    seen = must_find("no answer", stream.read())
