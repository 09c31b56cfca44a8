# id: authority.server_proto
# tries: a server that is called __proto__
# engines: all
# expects: refused MCPError
# control: granted stub
# alone: yes
# servers: search

from mcp import runtime

granted = "stub" in [one["name"] for one in runtime.list_loaded_server_metadata()]
seen = str(await runtime.call_tool("stub" if granted else "__proto__", "echo", {"message": "x"}))
