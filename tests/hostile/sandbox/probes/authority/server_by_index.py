# id: authority.server_by_index
# tries: a server that the run was not given, by its name as a key
# engines: all
# expects: refused MCPError|KeyError
# control: granted stub
# alone: yes
# servers: search

seen = str(await mcp_servers["stub"].echo(message="x"))
