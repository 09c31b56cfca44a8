# id: package.asyncio_connection
# tries: a connection by asyncio
# engines: embedded
# expects: refused Error
# control: outside

import asyncio

reader, writer = await asyncio.open_connection("127.0.0.1", TARGET["port"])
writer.write(b"GET / HTTP/1.0\r\n\r\n")
seen = str(await reader.read(10))
