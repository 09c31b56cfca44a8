# id: state.tool_named_device
# tries: to save a tool under the name of a path: device
# engines: all
# expects: refused MCPError.*(name of a saved tool|text that is not empty)
# control: granted stub
# alone: yes
# servers: search

from mcp import runtime

granted = "stub" in [one["name"] for one in runtime.list_loaded_server_metadata()]
name = "probe_device" if granted else "con.txt"
seen = ask("save_tool", {"name": name, "source": "def f(): pass", "description": ""})
