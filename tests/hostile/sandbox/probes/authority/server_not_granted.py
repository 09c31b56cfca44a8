# id: authority.server_not_granted
# tries: a server that the run was not given
# engines: all
# expects: refused MCPError|NameError|NOT_GRANTED|not granted
# control: granted stub
# alone: yes
# servers: search

answer = await mcp_stub.echo(message="x")
seen = str(answer)
