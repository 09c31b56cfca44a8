/** Many runs through one bridge, some of them hostile: each looks for what another left. Linux only. */

import { type EngineName, isContainerEngine } from "../../../../src/engines.ts";
import { isJsonObject, type JsonValue } from "../../../../src/json/json.ts";
import { type Answer, startBridge } from "../../../e2e/support/bridge_client.ts";
import { createHome } from "../../../e2e/support/home.ts";
import { whenStarted } from "../../sandbox/support/when_started.ts";

/** Of as many runs one is hostile. */
const HOSTILE_OF = 10;

/** What hostile runs do when they have left their marks, with the statuses that may come of it. */
const IN_CONTAINERS: Readonly<Record<string, readonly string[]>> = {
  leave: ["success"],
  half_frame: ["success"],
  exit: ["exit"],
  forged_run: ["success", "protocol_error"],
  half_message: ["success"],
  garbage: ["success", "protocol_error"],
  // its own last message may find a full pipe, which it told not to wait
  calls: ["success", "exit"],
  abrupt_exit: ["exit"],
  killed: ["killed"],
  bomb: ["success"],
  memory: ["memory_limit", "killed", "error"],
  timeout: ["timeout"],
};
const EMBEDDED: Readonly<Record<string, readonly string[]>> = {
  leave: ["success"],
  exit: ["exit"],
  timeout: ["timeout"],
};

export interface SoakReport {
  readonly runs: number;
  readonly hostile: number;
  /** How many runs ended with each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many containers served them; `null` where the runs cannot tell. */
  readonly containers: number | null;
  /** Runs that saw another's mark, or did not give what was asked of them: a line each. */
  readonly problems: readonly string[];
}

/**
 * Runs programs one after the other. Every tenth is hostile.
 *
 * @param runs how many
 */
export async function soak(
  engine: EngineName,
  runs: number,
  onProgress: (done: number) => void = () => {},
): Promise<SoakReport> {
  const isContainer = isContainerEngine(engine);
  const kinds = Object.entries(isContainer ? IN_CONTAINERS : EMBEDDED);
  // random, so that two suites on a machine do not find each other's marks
  const mark = `soak${hex(3)}`;
  await using home = await createHome({});
  const env = { MCP_BRIDGE_RUNTIME: engine, MCP_BRIDGE_POOL: "1" };
  await using bridge = await startBridge({ home: home.path, env });
  const statuses: Record<string, number> = {};
  const containers = new Set<JsonValue>();
  const firstNumbers = new Set<JsonValue>();
  const problems: string[] = [];
  let hostile = 0;
  for (let run = 0; run < runs; run++) {
    const isHostile = run % HOSTILE_OF === HOSTILE_OF - 1;
    const [kind, expected] = isHostile ? kinds[hostile++ % kinds.length] ?? [] : [];
    const nonce = hex(8);
    const code = await composeRun({ mark, nonce, kind: kind ?? null, isContainer });
    const answer = await whenStarted(() =>
      bridge.run(code, { timeout: kind === "timeout" ? 1 : 60 })
    );
    statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const problem = problemOf(answer, { nonce, expected: expected ?? ["success"] });
    const { result } = answer;
    if (problem !== null) problems.push(`run ${run} (${kind ?? "honest"}): ${problem}`);
    else if (isJsonObject(result as JsonValue)) {
      const { container = null, first = null } = result as Record<string, JsonValue>;
      containers.add(container);
      if (firstNumbers.has(first)) problems.push(`run ${run}: its first random number is not new`);
      firstNumbers.add(first);
    }
    onProgress(run + 1);
  }
  return { runs, hostile, statuses, containers: isContainer ? containers.size : null, problems };
}

/** What a run sees of what it left itself: the control of the others, which may see nothing. */
export async function lookAtItself(engine: EngineName): Promise<readonly string[]> {
  await using home = await createHome({});
  const env = { MCP_BRIDGE_RUNTIME: engine, MCP_BRIDGE_POOL: "1" };
  await using bridge = await startBridge({ home: home.path, env });
  const code = await composeRun({
    mark: `soak${hex(3)}`,
    nonce: hex(8),
    kind: "look_at_itself",
    isContainer: isContainerEngine(engine),
  });
  const { status, error, result } = await whenStarted(() => bridge.run(code));
  if (status !== "success") throw new Error(`it ended with ${status}: ${error}`);
  const { saw } = result as { readonly saw: readonly string[] };
  return saw;
}

/** What is wrong with an answer; `null` when all is well. */
function problemOf(
  { status, result, error = "" }: Answer,
  { nonce, expected }: { readonly nonce: string; readonly expected: readonly string[] },
): string | null {
  if (!expected.includes(status)) return `it ended with ${status}: ${error.slice(-500)}`;
  if (status !== "success") return null;
  if (!isJsonObject(result as JsonValue)) return `it gave ${JSON.stringify(result)}`;
  const { nonce: given, saw } = result as Record<string, JsonValue>;
  if (given !== nonce) return `it gave another's answer: ${JSON.stringify(result)}`;
  return Array.isArray(saw) && saw.length === 0 ? null : `it saw ${JSON.stringify(saw)}`;
}

interface RunOptions {
  readonly mark: string;
  readonly nonce: string;
  /** What a hostile run does; `null` for one that only looks. */
  readonly kind: string | null;
  readonly isContainer: boolean;
}

async function composeRun({ mark, nonce, kind, isContainer }: RunOptions): Promise<string> {
  const read = (name: string) => Deno.readTextFile(new URL(name, import.meta.url));
  return [
    `TARGET_JSON = "{}"`,
    `MARK, NONCE = ${JSON.stringify(mark)}, ${JSON.stringify(nonce)}`,
    `HOSTILE = ${kind === null ? "None" : JSON.stringify(kind)}`,
    `CONTAINER = ${isContainer ? "True" : "False"}`,
    await read("../../sandbox/prelude.py"),
    await read("./soak.py"),
  ].join("\n");
}

function hex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
