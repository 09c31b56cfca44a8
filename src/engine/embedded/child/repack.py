"""Repacks the standard library so that an import from it compiles nothing.

Runs once, inside the interpreter that uses the library. The last expression is the function.
"""

import importlib.util
import io
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc


def repack(path: str) -> bytes:
    """Returns a copy of the zip at `path` with a compiled file beside each module.

    Compiled files contain the hash of their source, which Python does not check. They are
    compressed: each start reads and copies the whole library, and the snapshot has the modules that
    programs use most. Sources stay for tracebacks and `inspect`.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            source = old.read(name)
            if name.endswith(".py"):
                code = compile(source, f"{path}/{name}", "exec", dont_inherit=True)
                compiled = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
                new.writestr(name + "c", compiled)
            new.writestr(name, source)
    return packed.getvalue()


repack
