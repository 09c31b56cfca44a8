"""Loads the loader and the runtime, so that the snapshot contains them compiled and imported.

`wake_up.py` takes the loader out. The last expression is the function.
"""

import json
import sys
from types import ModuleType


def preload(loader: str, runtime: str) -> None:
    """Run the loader's source as a module, and have it import the runtime: JSON of its sources."""
    module = ModuleType("loader")
    exec(compile(loader, "<loader>", "exec", dont_inherit=True), vars(module))
    module.preload_embedded(json.loads(runtime))
    sys.modules["loader"] = module


preload
