/**
 * A client that can be killed: starts the bridge that its argument describes, prints the bridge's
 * process id, asks for what it is told to, and closes the bridge's stdin when its own ends.
 */

const { command, args, env, calls } = JSON.parse(Deno.args[0] ?? "");
const bridge = new Deno.Command(command, {
  args,
  env,
  clearEnv: true,
  stdin: "piped",
  stdout: "piped",
  stderr: "null",
}).spawn();
await Deno.stdout.write(new TextEncoder().encode(`${bridge.pid}\n`));

const requests = [
  {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "dying", version: "1" },
    },
  },
  { jsonrpc: "2.0", method: "notifications/initialized" },
  ...calls,
];
const writer = bridge.stdin.getWriter();
const lines = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
// a bridge that is killed reads nothing more
await writer.write(new TextEncoder().encode(lines)).catch(() => {});
const drained = bridge.stdout.pipeTo(new WritableStream()).catch(() => {});
for await (const _ of Deno.stdin.readable);
await writer.close().catch(() => {});
await Promise.all([bridge.status, drained]);
