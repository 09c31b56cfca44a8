"""An exception as the `error` of `done`, without the frames of this runtime.

This file is sent to the sandbox as text and runs there.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sandbox_runtime.bridge import Bridge

_MAX_MESSAGE = 20_000
_MAX_TRACEBACK = 100_000


def program_error(error: BaseException, bridge: Bridge | None, program: str) -> dict[str, str]:
    """The `ProgramError` of `src/rpc/frames.ts`, with a hint after the traceback.

    `program` is the name of the program's file.
    """
    from sandbox_runtime.tracebacks import format_error

    text = format_error(error, program)
    hint = _hint(error, bridge, program)
    return {
        "type": _type_name(type(error)),
        "message": _cut(_message(error), _MAX_MESSAGE),
        "traceback": _cut(text, _MAX_TRACEBACK) + (f"Hint: {hint}\n" if hint else ""),
    }


def _hint(error: BaseException, bridge: Bridge | None, program: str) -> str | None:
    from sandbox_runtime.hints import hint_for

    try:
        return hint_for(error, bridge, program)
    except Exception:  # a hint must not cost the error that it is for
        return None


def _type_name(kind: type[BaseException]) -> str:
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} (line {error.lineno})" if error.lineno else str(error.msg)
    try:
        return str(error)
    except Exception:
        return f"<{type(error).__qualname__} whose text cannot be had>"


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = limit // 2
    return f"{text[:half]}\n... {len(text) - limit:,} characters left out ...\n{text[-half:]}"
