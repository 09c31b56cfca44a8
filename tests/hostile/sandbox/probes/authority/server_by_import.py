# id: authority.server_by_import
# tries: a server that the run was not given, by import
# engines: all
# expects: refused MCPError|ImportError|ModuleNotFound|NameError
# control: granted stub
# alone: yes
# servers: search

from mcp.servers import stub

seen = str(await stub.echo(message="x"))
