# id: authority.server_hasownproperty
# tries: a server that is called hasOwnProperty
# engines: all
# expects: refused MCPError
# control: granted stub
# alone: yes
# servers: search

from mcp import runtime

granted = "stub" in [one["name"] for one in runtime.list_loaded_server_metadata()]
seen = str(
    await runtime.call_tool("stub" if granted else "hasOwnProperty", "echo", {"message": "x"})
)
