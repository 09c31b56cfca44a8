"""Repacks the standard library so that importing from it compiles nothing.

Runs once, inside the interpreter whose library it is. The value is the function that does it.
"""

import importlib.util
import io
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc


def repack(path: str) -> bytes:
    """Returns a zip with each module of the zip at `path` compiled, beside its source.

    Compiled files are stored, as they are read at every import; they carry the hash of their source
    and are never checked against it. Sources stay for tracebacks and `inspect`.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            source = old.read(name)
            if name.endswith(".py"):
                code = compile(source, f"{path}/{name}", "exec", dont_inherit=True)
                compiled = _code_to_hash_pyc(code, importlib.util.source_hash(source), False)
                new.writestr(name + "c", compiled, zipfile.ZIP_STORED)
            new.writestr(name, source, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


repack
