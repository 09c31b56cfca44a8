# id: room.python.locale
# tries: to choose the language of the next run
# engines: containers
# expects: refused LookupError
# control: together

import locale

locale.setlocale(locale.LC_TIME, "POSIX")
locale.setlocale(locale.LC_CTYPE, "POSIX")
seen = "planted"
# --- next run ---
import locale

name = locale.setlocale(locale.LC_CTYPE)
seen = must_find(f"it is {name}", name in ("C", "POSIX"))
