# id: authority.other_spelling
# tries: a server under a spelling of its name
# engines: all
# expects: refused MCPError
# control: granted stub
# alone: yes
# servers: search

from mcp import runtime

said = None
for name in ("STUB", "Stub", " stub", "stub ", "stub\0", "st\u200bub", "stub/", "stub"):
    try:
        said = str(await runtime.call_tool(name, "echo", {"message": name}))
    except runtime.MCPError as error:
        last = error
if said is None:
    raise last
seen = said
