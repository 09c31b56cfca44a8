import { isContainerEngine } from "../engines.ts";
import { messageOf, SandboxError, UpstreamError } from "../errors.ts";
import type { ToolCaller } from "../rpc/calls.ts";
import type { RunHandlers } from "../rpc/channel.ts";
import {
  type CallFailure,
  type DoneMessage,
  type OutputMessage,
  UNNAMED_PROGRAM,
} from "../rpc/frames.ts";
import type { JsonValue } from "../json/json.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../system/system.ts";
import { CapturedStream } from "./captured_stream.ts";
import { FileCollector } from "./file_collector.ts";
import { Displayed } from "./displayed.ts";
import type { Grant } from "../calls/grant.ts";
import type { RunNotes } from "../calls/run_notes.ts";
import type { RunOutcome } from "./outcome.ts";
import type { PreparedSandbox, Reset } from "./sandbox_line.ts";
import type { EndReport } from "./first_process.ts";
import { judge, type StopReason } from "./judge.ts";
import { isReusable } from "./reuse.ts";
import { says } from "./said.ts";
import { standingOf } from "./standing.ts";

/** Characters that a program may print to both streams together: 256 Mi. */
export const MAX_PRINTED_CHARACTERS = 256 * 1024 * 1024;

/**
 * Takes a piece of what a program prints, as it comes. A promise holds the program up until it
 * resolves; it must not reject.
 */
export type TakeOutput = (message: OutputMessage) => void | Promise<void>;

/** One program to run. */
export interface Program {
  readonly code: string;
  /** The name of its file, in tracebacks and warnings. @default {UNNAMED_PROGRAM} */
  readonly file?: string | undefined;
  /** Its `sys.argv`. @default its name alone */
  readonly argv?: readonly string[] | undefined;
  readonly timeoutSeconds: number;
  readonly grant: Grant;
}

export interface RunContext {
  readonly sandbox: PreparedSandbox;
  readonly call: ToolCaller;
  /** What is to be told of the run at its end. */
  readonly notes: Pick<RunNotes, "list" | "kept" | "timeIsOver" | "trail">;
  /** Takes what the program prints, besides the outcome. @default nobody does */
  readonly onOutput?: TakeOutput | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Called once, when the run has ended: with the sandbox that its process becomes for the next run,
   * or with `null` when the process is disposed.
   */
  readonly onEnd: (next: Promise<PreparedSandbox> | null) => void;
}

/**
 * Runs a program in a sandbox, then resets or disposes the sandbox; the answer does not wait for that.
 * A failure of the program is data in the outcome, which reports the first cause of the end.
 *
 * @throws {SandboxError} `MESSAGE_TOO_LARGE` when the program and its servers are too large to send
 */
export async function runProgram(
  program: Program,
  context: RunContext,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const { sandbox, clock } = context;
  const stdout = new CapturedStream();
  const stderr = new CapturedStream();
  const collector = new FileCollector();
  const displayed = new Displayed();
  let done: DoneMessage | null = null;
  let stopped: StopReason | null = null;
  let stood: string | null = null;
  let report: EndReport | null = null;
  let reset: Reset | null = null;
  let next: Reset["next"] | null = null;
  let isOver = false;
  // the report follows all output; `done` comes another way, and if it was sent, it will arrive
  const complete = Promise.withResolvers<null>();
  const checkComplete = () => {
    if (report !== null && (done !== null || !report.done)) complete.resolve(null);
  };

  let stopGrace = () => {};
  const end = () => {
    stopGrace();
    // an engine that does not answer may take long to end a sandbox: the run is over all the same
    stopGrace = clock.after(STOP_GRACE_MS, () => complete.resolve(null));
    sandbox.channel.close(new UpstreamError("CANCELED", "The run has ended"));
    sandbox.process.kill();
  };
  const stop = (reason: StopReason) => {
    if (stopped !== null || isOver) return;
    stopped = reason;
    if (reason.kind !== "timeout") return end();
    const { engine } = sandbox.process;
    sandbox.channel.expire(new UpstreamError("CANCELED", "The run has ended"));
    stopGrace = clock.after(isContainerEngine(engine) ? TELL_MS : TELL_EMBEDDED_MS, end);
    // its first process then asks the program where it stands, and ends it
    if (isContainerEngine(engine)) sandbox.process.closeInput();
    else if (stood !== null) end();
  };
  const handlers: RunHandlers = {
    call: context.call,
    describeFailure: (thrown) => describeFailure(thrown, context.log),
    onOutput: (message: OutputMessage) => {
      (message.stream === "stdout" ? stdout : stderr).append(message.text);
      if (stdout.length + stderr.length > MAX_PRINTED_CHARACTERS) stop({ kind: "output_limit" });
      return context.onOutput?.(message);
    },
    onFile: (message) => collector.add(message),
    onDisplay: (block) => displayed.add(block),
    onStood: (text) => {
      stood ??= text;
      if (stopped?.kind === "timeout" && !isOver) end();
    },
    onDone: (message) => {
      done = message;
      checkComplete();
    },
  };
  sandbox.reported.then((message) => {
    report = message;
    checkComplete();
    if (done !== null || !message.done || stopped !== null) return;
    // `done` is on its way, or it was a lie: when all that was sent has been read, that is known
    if (!sandbox.rooms) return; // it ends by itself
    reset = sandbox.reset();
    reset.read.then(() => complete.resolve(null));
  });
  sandbox.broken.then((error: SandboxError) => stop({ kind: "protocol_error", error }));

  const started = clock.monotonic();
  const stopClock = clock.after(
    program.timeoutSeconds * 1000,
    () => {
      context.notes.timeIsOver();
      stop({ kind: "timeout" });
    },
  );
  const cancel = () => stop({ kind: "canceled" });
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    await sendProgram(program, { sandbox, handlers }).catch((error) => {
      // any other error means that the sandbox has ended, and its exit status says how
      if (stopped === null && error instanceof SandboxError) throw error;
    });
    const exit = await Promise.race([complete.promise, sandbox.ended]);
    const { engine } = sandbox.process;
    const facts = { stopped, done, report, exit, engine, said: sandbox.diagnostics() };
    const result = judge(facts);
    const judged = { result, facts, service: sandbox, nowMs: clock.monotonic() };
    if (isReusable(judged)) next = (reset ?? sandbox.reset()).next;
    const printed = { stdout: stdout.text(), stderr: stderr.text() };
    const [kept, { files }] = [context.notes.kept(), collector];
    return {
      ...result,
      ...printed,
      timeoutSeconds: program.timeoutSeconds,
      engine,
      ...(displayed.blocks.length > 0 && { blocks: displayed.blocks }),
      notes: [
        ...context.notes.list(
          result.status === "success"
            ? (words) => says(words, { ...printed, ...result })
            : undefined,
        ),
        ...displayed.notes(),
      ],
      ...(kept.length === 0 ? {} : { kept }),
      ...(files.length === 0 ? {} : { files }),
      ...(result.status !== "success" && {
        trail: [
          ...(result.status === "timeout" ? standing(stood, program) : []),
          ...context.notes.trail(),
        ],
      }),
      ...(sandbox.process.limits === undefined ? {} : { limits: sandbox.process.limits }),
      durationMs: clock.monotonic() - started,
    };
  } finally {
    stopClock();
    stopGrace();
    signal.removeEventListener("abort", cancel);
    isOver = true;
    sandbox.channel.close(new UpstreamError("CANCELED", "The run has ended"));
    if (next === null) retire(sandbox, clock);
    context.onEnd(next);
  }
}

function standing(told: string | null, { file = UNNAMED_PROGRAM }: Program): readonly string[] {
  const place = told === null ? null : standingOf(told, file);
  return place === null ? [] : [`It stood at ${place}`];
}

/**
 * Milliseconds after the end of its time in which a sandbox may tell where its program stands. What
 * an embedded one has to tell, it tells when the time is over or never.
 */
export const TELL_MS = 400;
export const TELL_EMBEDDED_MS = 100;

/** Milliseconds in which a stopped sandbox may end before the answer is given without it. */
export const STOP_GRACE_MS = 300;

/** Milliseconds to send the answer in, before the sandbox is disposed. */
const LINGER_MS = 5;
/** Milliseconds that a sandbox has to end after its stdin was closed, before it is killed. */
const RETIRE_MS = 2_000;

/**
 * Disposes a sandbox, if possible without a kill: that costs an engine more than the run did. The
 * end of a container keeps the processor busy, so the answer is sent first.
 */
function retire(sandbox: PreparedSandbox, clock: Clock): void {
  let stopClock = clock.after(LINGER_MS, () => {
    sandbox.process.closeInput();
    stopClock = clock.after(RETIRE_MS, () => sandbox.process.kill());
  });
  sandbox.process.exited.then(() => stopClock());
}

function sendProgram(
  program: Program,
  run: { sandbox: PreparedSandbox; handlers: RunHandlers },
): Promise<void> {
  const { code, file = UNNAMED_PROGRAM, argv = [file] } = program;
  return run.sandbox.channel.execute({
    code,
    file,
    argv,
    servers: program.grant.briefs,
    timeoutSeconds: program.timeoutSeconds,
  }, run.handlers);
}

/** What the program is told of a failed call. Other errors could reveal facts about the machine. */
function describeFailure(thrown: unknown, log: Log): CallFailure {
  if (thrown instanceof UpstreamError) {
    const { code, message, data } = thrown;
    return { code, message, ...(data === undefined ? {} : { data: data as JsonValue }) };
  }
  log("error", `A call of a run failed inside the bridge: ${messageOf(thrown)}`);
  return { code: "INTERNAL", message: "The bridge failed inside; its log on stderr says how" };
}
