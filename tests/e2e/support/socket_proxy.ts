/**
 * Stands between the clients of a unix socket and the service behind it: arguments are the service's
 * socket and its own. It prints a line when it listens. A test stops it by a signal, as it must not stop
 * the machine's own service.
 */

const [real = "", path = ""] = Deno.args;
const listener = Deno.listen({ transport: "unix", path });
await Deno.stdout.write(new TextEncoder().encode("ready\n"));

for await (const client of listener) {
  const service = await Deno.connect({ transport: "unix", path: real });
  void forward(client, service);
  void forward(service, client);
}

async function forward(from: Deno.UnixConn, to: Deno.UnixConn): Promise<void> {
  const buffer = new Uint8Array(65_536);
  try {
    while (true) {
      const length = await from.read(buffer);
      if (length === null) break;
      for (let at = 0; at < length;) at += await to.write(buffer.subarray(at, length));
    }
    await to.closeWrite();
  } catch {
    // one side has gone
  }
}
