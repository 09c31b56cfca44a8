/** What may make a bridge wait: programs, servers and requests that are large or without end. */

import { type EngineName, isContainerEngine } from "../../../src/engines.ts";

/** One way to hold up a bridge. */
export interface Attack {
  readonly id: string;
  readonly tries: string;
  readonly servers: readonly string[];
  /** The program that tries it, from the moment at which it may begin. */
  readonly code: string;
  /** Statuses of its run that are right. */
  readonly ends: readonly string[];
  /** It writes to the wire, which only a program in a container can reach. */
  readonly forges?: true;
  /** Characters of a comment that its request carries besides. */
  readonly padding?: number;
}

/** Writes a message of its own making to the wire, in frames as the runtime would cut them. */
const FORGE = `
import gc, os, struct
gc.unfreeze()
wire = next(one._output for one in gc.get_objects() if type(one).__name__ == "BridgePipes")
def write(descriptor, data):
    data = memoryview(data)
    while data: data = data[os.write(descriptor, data):]
def forge(payload, part=15 << 20):
    pieces = [payload[at:at + part] for at in range(0, len(payload), part)]
    for number, piece in enumerate(pieces):
        kind = 0 if len(pieces) == 1 else 2 if number == len(pieces) - 1 else 1
        write(wire, struct.pack(">IB", len(piece), kind) + piece)
def done(result): return b'{"type":"done","exitCode":0,"result":' + result + b'}'
`;

const ATTACKS: readonly Attack[] = [
  {
    id: "frame.many_objects",
    tries: "one frame of 15 MiB with five million empty objects",
    servers: [],
    code: `${FORGE}\nforge(done(b"[" + b"{}," * 5_200_000 + b"{}]"))\nimport time; time.sleep(5)`,
    ends: ["protocol_error"],
    forges: true,
  },
  {
    id: "frame.sixty_mebibytes",
    tries: "a message of 60 MiB of empty objects, in parts",
    servers: [],
    code: `${FORGE}\nforge(done(b"[" + b"{}," * (20 << 20) + b"{}]"))\nimport time; time.sleep(5)`,
    ends: ["protocol_error"],
    forges: true,
  },
  {
    id: "frame.many_keys",
    tries: "an object with 900,000 keys",
    servers: [],
    code: "{str(key): key for key in range(900_000)}",
    ends: ["success"],
  },
  {
    id: "frame.rows",
    tries: "a result of 100,000 rows, which is legitimate",
    servers: [],
    code: "[{'id': i, 'a': 1, 'b': 'two', 'c': 3.5, 'd': None} for i in range(100_000)]",
    ends: ["success"],
  },
  {
    id: "calls.many_values",
    tries: "calls with 900,000 values each, eight at once",
    servers: ["huge"],
    code: `
import asyncio
items = [0] * 900_000
[one["count"] for one in await asyncio.gather(*(mcp_huge.count(items=items) for _ in range(8)))]`,
    ends: ["success"],
  },
  {
    id: "calls.fifteen_mebibytes",
    tries: "64 calls with 15 MiB of text each, at once",
    servers: ["huge"],
    code: `
import asyncio
text = "x" * (15 << 20)
calls = (mcp_huge.length(text=text) for _ in range(64))
len(await asyncio.gather(*calls, return_exceptions=True))`,
    ends: ["success", "protocol_error"],
  },
  {
    id: "calls.past_the_limit",
    tries: "153,000 calls, where 10,000 are allowed",
    servers: ["stub"],
    code: `
import asyncio
for _ in range(153):
    calls = (mcp_stub.echo(message="x") for _ in range(1000))
    await asyncio.gather(*calls, return_exceptions=True)`,
    ends: ["protocol_error"],
  },
  {
    id: "server.many_values",
    tries: "a server's result of five million empty lists",
    servers: ["huge"],
    code: `
try: await mcp_huge.values(n=5_000_000)
except Exception as error: print(error)`,
    ends: ["success"],
  },
  {
    id: "server.rows",
    tries: "a server's result of 100,000 rows, which is legitimate",
    servers: ["huge"],
    code: "len(await mcp_huge.rows(n=100_000))",
    ends: ["success"],
  },
  {
    id: "server.floods",
    tries: "a server that writes to its stdout without end",
    servers: ["flood"],
    code: `
try: await mcp_flood.notifications()
except Exception as error: print(error)`,
    ends: ["success"],
  },
  {
    id: "client.large_request",
    tries: "a request above 8 MiB",
    servers: [],
    code: "1",
    padding: 9 * 1024 * 1024,
    ends: ["refused"],
  },
];

/** Those that can be tried on an engine. */
export function attacksOn(engine: EngineName): readonly Attack[] {
  return ATTACKS.filter(({ forges }) => forges !== true || isContainerEngine(engine));
}
