/** Servers behind a Docker MCP Gateway, from an executable that behaves like one. */

import assert from "node:assert/strict";
import type { Upstreams } from "../../src/calls/upstreams.ts";
import { messageOf } from "../../src/errors.ts";
import { createStdioLinks } from "../../src/upstream/stdio_link.ts";
import { callerOf } from "../support/call_handlers.ts";
import { eventually } from "../support/eventually.ts";
import { realClock, testLog, testPort } from "../support/test_port.ts";
import { stdioServers, testUpstreams } from "../support/test_upstreams.ts";

interface Gateways {
  readonly upstreams: Upstreams;
  readonly log: readonly string[];
  call(gateway: string, tool: string): Promise<unknown>;
  /** The message of a call that fails. */
  failure(gateway: string, tool: string): Promise<string>;
}

/** Runs a test against gateways, each named as what it does. */
async function withGateways(
  names: readonly string[],
  test: (gateways: Gateways) => Promise<void>,
): Promise<void> {
  const port = testPort(Object.fromEntries(names.map((name) => [name, ["docker_gateway", name]])));
  const { log, lines } = testLog();
  const servers = stdioServers(names);
  const upstreams = testUpstreams({
    servers,
    openLink: createStdioLinks({ port, clock: realClock, log }),
    log,
  });
  const caller = callerOf(upstreams.handlers, servers);
  const call = (server: string, tool: string) =>
    caller("call_tool", { server, tool, arguments: {} }, new AbortController().signal);
  try {
    await test({
      upstreams,
      log: lines,
      call,
      failure: (server, tool) =>
        call(server, tool).then(() => assert.fail(`${server} did not fail`), messageOf),
    });
  } finally {
    await upstreams.close();
    await port.killAll();
  }
}

Deno.test("a gateway is the stdio server that it is", async () => {
  await withGateways(["works"], async ({ call, upstreams }) => {
    assert.deepEqual(await call("works", "search"), {
      kind: "json",
      value: "search was called",
    });
    const { tools, instructions } = await upstreams.describe("works", AbortSignal.timeout(30_000));
    assert.deepEqual(tools.map(({ name }) => name), ["search"]);
    assert.equal(instructions, undefined);
  });
});

Deno.test("a gateway that ends before its handshake: the error says what mends it", async () => {
  const mends: Readonly<Record<string, RegExp>> = {
    "no-plugin": /unknown command: docker mcp.*\nWhat mends it: .*install Docker Desktop/s,
    "no-login": /unauthorized.*\nWhat mends it: .*docker login$/s,
    "no-setting": /profile config default --set filesystem\.paths=VALUE$/,
  };
  await withGateways(Object.keys(mends), async ({ failure }) => {
    await Promise.all(
      Object.entries(mends).map(async ([name, expected]) => {
        const message = await failure(name, "search");
        assert.match(message, /^Cannot start server ".*": it ended with exit code 1; last lines/);
        assert.match(message, expected);
      }),
    );
  });
});

Deno.test("a gateway without the tool that is called: the error says what mends it", async () => {
  const mends: Readonly<Record<string, RegExp>> = {
    "no-server": /docker mcp profile server add default --server catalog:/,
    "no-secret": /server brave of the gateway .*: docker mcp secret set brave\.api_key$/,
    "no-volume": /MCP_GATEWAY_DOCKER_BIND_ALLOWED_PATHS=\/data\/me$/,
    eof: /server notion .*docker mcp gateway run --verbose --dry-run$/,
  };
  await withGateways(Object.keys(mends), async ({ failure, upstreams, log }) => {
    await Promise.all(
      Object.entries(mends).map(async ([name, expected]) => {
        // what it wrote to stderr before may be read a moment after the list of its tools
        await eventually(`the failure of ${name} is explained`, async () => {
          const message = await failure(name, "read_file");
          assert.match(message, /^Server ".*" has no tool "read_file"/);
          return expected.test(message);
        });
        const { instructions = "" } = await upstreams.describe(name, AbortSignal.timeout(30_000));
        assert.match(instructions, /^Tools are missing: /);
        assert.match(instructions, expected);
      }),
    );
    assert.ok(log.some((line) => /"no-server": tools are missing: /.test(line)), log.join("\n"));
  });
});
