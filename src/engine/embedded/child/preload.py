"""Imports the modules that programs use most, so that the snapshot contains them.

State that a module creates on import is the same in every sandbox; `wake_up.py` renews it.
"""

import importlib

for name in """
    abc argparse array ast asyncio base64 binascii bisect builtins calendar cmath collections
    collections.abc concurrent.futures configparser contextlib contextvars copy csv dataclasses
    datetime decimal difflib enum errno fnmatch fractions functools gc getpass glob gzip hashlib
    heapq hmac html html.parser importlib.util inspect io ipaddress itertools json json.decoder
    json.encoder keyword linecache locale logging math mimetypes numbers operator os os.path
    pathlib pickle pkgutil platform pprint queue random re secrets shlex shutil signal socket
    sqlite3 ssl stat statistics string struct subprocess sys tempfile textwrap threading time
    token tokenize traceback types typing unicodedata unittest urllib.error urllib.parse
    urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo
""".split():
    try:
        importlib.import_module(name)
    except ImportError:
        # not every build of the library has every module
        pass
