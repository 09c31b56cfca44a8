# id: authority.no_server_at_all
# tries: a server in a run that was given none
# engines: all
# expects: refused MCPError|NameError|ModuleNotFound
# control: granted stub
# alone: yes

from mcp import runtime

seen = str(await runtime.call_tool("stub", "echo", {"message": "x"}))
