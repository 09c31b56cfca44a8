"""A FastMCP server with CodeMode in front of another server, which it reaches over stdio.

The arguments are that server's command line. The server is a provider of tools. It is started when
they are first requested, so that `initialize` does not wait for it. One session serves all calls.
"""

import sys

from fastmcp import FastMCP
from fastmcp.client.transports import StdioTransport
from fastmcp.experimental.transforms.code_mode import CodeMode
from fastmcp.server.providers.proxy import ProxyProvider, StatefulProxyClient

command, *args = sys.argv[1:]
upstream = StatefulProxyClient(StdioTransport(command=command, args=args))
server = FastMCP(
    "peer",
    providers=[ProxyProvider(upstream.new_stateful)],
    transforms=[CodeMode()],
)
server.run(show_banner=False)
