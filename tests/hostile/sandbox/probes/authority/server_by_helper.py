# id: authority.server_by_helper
# tries: a server that the run was not given, by the helper
# engines: all
# expects: refused MCPError
# control: granted stub
# alone: yes
# servers: search

from mcp import runtime

seen = str(await runtime.call_tool("stub", "echo", {"message": "x"}))
