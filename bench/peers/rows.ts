/** The measurements of all subjects. Their samples are taken in turn. */

import { countTokens } from "../../scripts/demo/count_tokens.ts";
import { summarize, type Summary, type Unit } from "../measurement.ts";
import { type Bench, count } from "../row.ts";
import { interleave, timed } from "../timing.ts";
import { runChecked, type Subject, type SubjectClient, type Task } from "./subject.ts";

/** A row of the table: its name, and the statistics of each subject by name. */
export interface PeerRow {
  readonly name: string;
  readonly unit: Unit;
  readonly cells: Readonly<Record<string, Summary>>;
}

/** The subjects of a row. */
export type Subjects = readonly Subject[];

/**
 * Pause before each sample, in which the bridge refills its pool. Otherwise the refill would slow
 * its own next sample or a peer's.
 */
export const SETTLE_MS = 1_500;
/** Pause between starts. */
const START_REST_MS = 500;
/** Calls in a row without a pause: more than the largest size of the bridge's pool. */
export const BURST = 20;

/** Measures from process start to the answer to `initialize`, without the end of the process. */
export async function measureStart(bench: Bench, subjects: Subjects): Promise<PeerRow> {
  const samples = await interleave({
    rounds: count(bench, { long: 10, short: 3 }),
    pauseMs: START_REST_MS,
    probes: probesOf(subjects, async (subject) => {
      const started = performance.now();
      await using _server = await subject.connect();
      return performance.now() - started;
    }),
  });
  return { name: "start", unit: "ms", cells: summaries(samples) };
}

/** The started servers of all subjects. */
export class Running implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #clients: ReadonlyMap<string, SubjectClient>;

  private constructor(stack: AsyncDisposableStack, clients: ReadonlyMap<string, SubjectClient>) {
    this.#stack = stack;
    this.#clients = clients;
  }

  static async start(subjects: Subjects): Promise<Running> {
    await using stack = new AsyncDisposableStack();
    const clients = new Map<string, SubjectClient>();
    for (const subject of subjects) {
      clients.set(subject.name, stack.use(await subject.connect()));
    }
    return new Running(stack.move(), clients);
  }

  /** Measures single calls, each after a pause of `SETTLE_MS` without any call. */
  async measureSpaced(bench: Bench): Promise<PeerRow> {
    return await this.#measure("sum-spaced", {
      rounds: count(bench, { long: 20, short: 3 }),
      probe: (client) => timed(() => runChecked(client, "sum")),
    });
  }

  /**
   * Measures calls without a pause; a sample is the mean of a burst. The median of single calls
   * would show only calls that found an idle sandbox, however long the others waited.
   */
  async measureBursts(bench: Bench): Promise<PeerRow> {
    return await this.#measure("sum-burst", {
      rounds: count(bench, { long: 5, short: 1 }),
      probe: async (client) => {
        const whole = await timed(async () => {
          for (let call = 0; call < BURST; call++) await runChecked(client, "sum");
        });
        return whole / BURST;
      },
    });
  }

  /** Measures runs with many tool calls, from the request to the answer. */
  async measureToolCalls(bench: Bench, task: Task): Promise<PeerRow> {
    return await this.#measure(task, {
      rounds: count(bench, { long: 10, short: 2 }),
      probe: (client) => timed(() => runChecked(client, task)),
    });
  }

  /** Counts the tokens of the tool lists in a model's context. */
  async measureTokens(): Promise<PeerRow> {
    const cells: [string, Summary][] = [];
    for (const [name, { client }] of this.#clients) {
      const { tools } = await client.listTools();
      cells.push([name, summarize([countTokens(JSON.stringify(tools))])]);
    }
    return { name: "tokens", unit: "tokens", cells: Object.fromEntries(cells) };
  }

  async #measure(
    name: string,
    { rounds, probe }: {
      readonly rounds: number;
      readonly probe: (client: SubjectClient) => Promise<number>;
    },
  ): Promise<PeerRow> {
    const probes = [...this.#clients].map(([key, client]) => [key, () => probe(client)] as const);
    const samples = await interleave({
      rounds,
      pauseMs: SETTLE_MS,
      probes: Object.fromEntries(probes),
    });
    return { name, unit: "ms", cells: summaries(samples) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack[Symbol.asyncDispose]();
  }
}

function probesOf(
  subjects: Subjects,
  probe: (subject: Subject) => Promise<number>,
): Record<string, () => Promise<number>> {
  return Object.fromEntries(subjects.map((subject) => [subject.name, () => probe(subject)]));
}

function summaries(samples: Readonly<Record<string, readonly number[]>>): Record<string, Summary> {
  return Object.fromEntries(
    Object.entries(samples).map(([name, taken]) => [name, summarize(taken)]),
  );
}
