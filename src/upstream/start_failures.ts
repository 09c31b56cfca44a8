import { UpstreamError } from "../errors.ts";
import type { Admission } from "./breaker.ts";
import type { LinkTarget } from "./link.ts";

/** It was not ready while a call waited, and its start goes on. Times in milliseconds. */
export function notYetStarted(
  server: LinkTarget,
  { forMs, limitMs }: { readonly forMs: number; readonly limitMs: number },
): UpstreamError {
  return startFailed(
    server,
    `it has not answered its handshake for ${
      seconds(forMs)
    }; its start goes on in the background, ` +
      `${seconds(limitMs)} at most, and a later call finds it ready${advice(server)}`,
  );
}

/** It failed too often, or too slowly, to be started again now. */
export function resting(
  server: LinkTarget,
  { waitMs, slowMs }: Extract<Admission, { kind: "rest" }>,
  lastFailure: string,
): UpstreamError {
  const participle = server.reach?.kind === "http" ? "tried" : "started";
  const what = slowMs === null
    ? "it failed 3 times within a minute"
    : `its last start failed after ${seconds(slowMs)}`;
  return startFailed(
    server,
    `${what}; it may be ${participle} again in ${Math.ceil(waitMs / 1000)} s. ` +
      `The last failure: ${lastFailure}`,
  );
}

/** No server is started any more. */
export function bridgeClosing(name: string): UpstreamError {
  return new UpstreamError("CANCELED", `Cannot start server "${name}": the bridge is closing`);
}

/** The error of a server that did not start, or that was not reached. */
export function startFailed({ name, reach }: LinkTarget, why: string): UpstreamError {
  const verb = reach?.kind === "http" ? "reach" : "start";
  return new UpstreamError("START_FAILED", `Cannot ${verb} server "${name}": ${why}`);
}

/** What may help a server that has not answered, to follow what was seen. */
export function advice({ startAdvice }: LinkTarget): string {
  return startAdvice === undefined ? "" : `; ${startAdvice}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
