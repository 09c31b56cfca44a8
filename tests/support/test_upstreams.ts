import assert from "node:assert/strict";
import { permitEverything } from "../../src/calls/permit.ts";
import {
  createUpstreams,
  type Upstreams,
  type UpstreamsOptions,
} from "../../src/calls/upstreams.ts";
import { UpstreamError, type UpstreamErrorCode } from "../../src/errors.ts";
import type { BridgeServer } from "../../src/ipc/messages.ts";
import { KEPT } from "./kept.ts";
import { knownTools } from "./known_tools.ts";
import { prepareLargeHere } from "./read_here.ts";
import { realClock } from "./test_port.ts";

/** Servers that can be used, each a process. */
export function stdioServers(names: readonly string[]): readonly BridgeServer[] {
  return names.map((name) => ({
    name,
    alias: name.replaceAll("-", "_"),
    unavailable: null,
    revision: 0,
    reach: { kind: "stdio" },
  }));
}

type Required = Pick<UpstreamsOptions, "servers" | "openLink" | "log">;

/** The clients of servers, with what most tests leave as it is. */
export function testUpstreams(options: Required & Partial<UpstreamsOptions>): Upstreams {
  return createUpstreams({
    permit: permitEverything,
    known: knownTools(),
    toolChanges: "flag",
    savedTools: () => Promise.resolve([]),
    prepareLarge: prepareLargeHere,
    callTimeoutMs: null,
    clock: realClock,
    clientVersion: "0.0.0",
    startsAtOnce: 4,
    ...KEPT,
    ...options,
  });
}

/** The message of the {@linkcode UpstreamError} of this code that an action ends with. */
export async function refusal(code: UpstreamErrorCode, action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    assert.ok(error instanceof UpstreamError, String(error));
    assert.equal(error.code, code, error.message);
    return error.message;
  }
  return assert.fail("nothing was refused");
}
