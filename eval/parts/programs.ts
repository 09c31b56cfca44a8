import { startBridge } from "../../tests/e2e/support/bridge_client.ts";
import { createHome } from "../../tests/e2e/support/home.ts";
import type { EngineName } from "../../src/engines.ts";
import { isAsExpected, judgeBroken, type RunAnswer, type Verdict } from "../expectation.ts";
import type { Half } from "../halves.ts";
import { playedConfiguration } from "../played_servers.ts";
import { type Program, type ProgramSet, readPrograms } from "../programs.ts";
import { readRunAnswer } from "../run_answer.ts";

/** What came of a program. */
export interface ProgramOutcome {
  readonly id: string;
  readonly kind: string;
  readonly half: Half;
  readonly verdict: Verdict;
  readonly answer: RunAnswer;
}

export interface ProgramsOptions {
  readonly engine: EngineName;
  readonly half: Half | "all";
  /** Programs whose id contains this. @default all */
  readonly filter: string;
  readonly onDone?: (outcome: ProgramOutcome) => void;
}

/** Programs that run at once. */
const AT_ONCE = 2;
/** Milliseconds for an answer, whatever the time-out of the run is. */
const ANSWER_MS = 120_000;

/** Runs the programs of a set through one bridge, as a client would. */
export async function evaluatePrograms(
  set: ProgramSet,
  { engine, half, filter, onDone }: ProgramsOptions,
): Promise<readonly ProgramOutcome[]> {
  const programs = (await readPrograms(set)).filter((program) =>
    (half === "all" || program.half === half) && program.id.includes(filter)
  );
  await using home = await createHome(playedConfiguration());
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: engine, MCP_BRIDGE_LOG_LEVEL: "error" },
  });
  async function run({ code, expected }: Program): Promise<RunAnswer> {
    const result = await bridge.client.callTool({
      name: "run_python",
      arguments: { code, servers: [...expected.servers], timeout: expected.timeout },
    }, { timeout: ANSWER_MS });
    return readRunAnswer(result, code);
  }
  const outcomes: ProgramOutcome[] = [];
  const waiting = [...programs];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let program = waiting.shift(); program !== undefined; program = waiting.shift()) {
      const answer = await run(program);
      const { id, kind, half } = program;
      const outcome = { id, kind, half, answer, verdict: verdictOf(set, program, answer) };
      outcomes.push(outcome);
      onDone?.(outcome);
    }
  }));
  const places = new Map(programs.map(({ id }, index) => [id, index]));
  return outcomes.sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

function verdictOf(set: ProgramSet, { expected }: Program, answer: RunAnswer): Verdict {
  if (set === "broken") return judgeBroken(answer, expected);
  if (isAsExpected(answer, expected)) return "works";
  return answer.status === "success" ? "false success" : "no fix";
}
