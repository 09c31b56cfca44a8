# One probe in the run's own process: `VERDICT` is what came of it.
_names = {"__name__": "probe", **_SHARED}
try:
    _pending = eval(compile(_PROBES[0]["source"], "probe", "exec", flags=_AWAIT), _names)
    if _pending is not None:
        await _pending
    VERDICT = {"id": _PROBES[0]["id"], "worked": str(_names.get("seen", "it ended"))[:300]}
except BaseException as _error:
    if isinstance(_error, SystemExit):
        raise
    VERDICT = {"id": _PROBES[0]["id"], "refused": _names["describe"](_error)[:300]}
json.dumps([VERDICT])
