# id: package.open_url
# tries: an address by open_url
# engines: embedded
# expects: refused Error|JsException
# control: outside

if sys.platform == "emscripten":
    from pyodide.http import open_url
else:
    from urllib.request import urlopen as open_url
seen = str(open_url(f"http://127.0.0.1:{TARGET['port']}/").read())
