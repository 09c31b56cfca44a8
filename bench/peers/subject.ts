import type { Client } from "@modelcontextprotocol/client";
import { messageOf } from "../../src/errors.ts";

/** Tool calls that one run makes. */
export const TOOL_CALLS = 40;

/** The programs that each subject runs, in its language. */
export type Task = "sum" | "calls-in-turn" | "calls-at-once";

/**
 * The correct result of each task: the sum of 1 and 1, and the number of calls of the tool `echo`
 * that returned their own text.
 */
export const ANSWERS: Readonly<Record<Task, number>> = {
  "sum": 2,
  "calls-in-turn": TOOL_CALLS,
  "calls-at-once": TOOL_CALLS,
};

/** A way to run programs over MCP: the bridge with an engine, or a peer. */
export interface Subject extends AsyncDisposable {
  /** Title of its column. */
  readonly name: string;
  readonly version: string;
  /** What runs a program, in a few words. */
  readonly sandbox: string;
  /** Starts its server over stdio and waits until `initialize` is answered. */
  connect(): Promise<SubjectClient>;
}

/** A started server of a subject. */
export interface SubjectClient extends AsyncDisposable {
  readonly client: Client;
  /**
   * Runs the program of a task.
   *
   * @returns the program's result
   * @throws {Error} when the run fails
   */
  run(task: Task): Promise<unknown>;
}

const TASKS: readonly Task[] = ["sum", "calls-in-turn", "calls-at-once"];

/**
 * Starts a subject and runs every task once. This prepares what is prepared only once, and a
 * subject that cannot be measured fails before the measurements.
 *
 * @throws {Error} that names the subject
 */
export async function rehearse(subject: Subject): Promise<void> {
  try {
    await using client = await subject.connect();
    for (const task of TASKS) await runChecked(client, task);
  } catch (error) {
    throw new Error(`Cannot measure ${subject.name} ${subject.version}: ${messageOf(error)}`);
  }
}

/**
 * Runs a task and checks its result, because a failed run is not a sample.
 *
 * @throws {Error} when the result is wrong
 */
export async function runChecked(subject: SubjectClient, task: Task): Promise<void> {
  const answer = await subject.run(task);
  if (answer === ANSWERS[task]) return;
  throw new Error(
    `Cannot use the run of ${task}: it gave ${JSON.stringify(answer)}, not ${ANSWERS[task]}`,
  );
}
