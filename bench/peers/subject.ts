import type { Client } from "@modelcontextprotocol/client";
import { messageOf } from "../../src/errors.ts";

/** Tool calls that one run makes. */
export const TOOL_CALLS = 40;

/** What a subject is asked to run, each in the language that it takes. */
export type Task = "sum" | "calls-in-turn" | "calls-at-once";

/**
 * What each task must give: the sum of 1 and 1, and how many of the calls of the tool `echo` gave
 * back the text of their own.
 */
export const ANSWERS: Readonly<Record<Task, number>> = {
  "sum": 2,
  "calls-in-turn": TOOL_CALLS,
  "calls-at-once": TOOL_CALLS,
};

/** A way to run programs over MCP: the bridge with an engine, or a peer. */
export interface Subject extends AsyncDisposable {
  /** Head of its column. */
  readonly name: string;
  readonly version: string;
  /** What runs a program, in a few words. */
  readonly sandbox: string;
  /** Starts its server over stdio and waits until `initialize` is answered. */
  connect(): Promise<SubjectClient>;
}

/** A subject's server, started. */
export interface SubjectClient extends AsyncDisposable {
  readonly client: Client;
  /**
   * Has a task done.
   *
   * @returns what its program gave
   * @throws {Error} when the run does not succeed
   */
  run(task: Task): Promise<unknown>;
}

const TASKS: readonly Task[] = ["sum", "calls-in-turn", "calls-at-once"];

/**
 * Starts a subject once and has every task done: what is prepared once is then prepared, and what
 * cannot be measured is known before anything is.
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
 * Has a task done and checks the answer: a run that failed is no sample.
 *
 * @throws {Error} when it gave anything else than it must
 */
export async function runChecked(subject: SubjectClient, task: Task): Promise<void> {
  const answer = await subject.run(task);
  if (answer === ANSWERS[task]) return;
  throw new Error(
    `Cannot use the run of ${task}: it gave ${JSON.stringify(answer)}, not ${ANSWERS[task]}`,
  );
}
