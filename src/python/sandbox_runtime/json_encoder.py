"""`json.dumps` for values of numpy and pandas.

This file is sent to the sandbox as text and runs there, and is imported when a program imports one
of them.
"""

from __future__ import annotations

from json import JSONEncoder

from sandbox_runtime.json_forms import is_data
from sandbox_runtime.jsonable import argument_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def teach_json(_module: Any) -> None:
    """Have `json.dumps` take these values."""
    plain = JSONEncoder.default
    if hasattr(plain, "__wrapped__"):
        return

    def default(encoder: Any, value: Any) -> Any:
        if is_data(value):
            try:
                return argument_json(value)
            except TypeError:
                pass  # Python's own error says it as well
        return plain(encoder, value)

    default.__wrapped__ = plain  # type: ignore[attr-defined]
    encoder_type: Any = JSONEncoder
    encoder_type.default = default
