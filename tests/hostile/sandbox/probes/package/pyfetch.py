# id: package.pyfetch
# tries: an address by pyfetch
# engines: embedded
# expects: refused Error|JsException
# control: unlocked

from pyodide.http import pyfetch

answer = await pyfetch(f"http://127.0.0.1:{TARGET['port']}/")
seen = await answer.string()
