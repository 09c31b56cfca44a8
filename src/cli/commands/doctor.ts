import { Command } from "commander";
import type { DiagnoseOptions } from "../../doctor/doctor.ts";
import type { TrialAnswer } from "../../doctor/context.ts";
import { isJsonObject, ownText, ownValue } from "../../json/json.ts";
import { parseJson } from "../../json/read_json.ts";
import type { ServerReport } from "../../ipc/server_report.ts";
import { settlesWithin } from "../../system/waiting.ts";
import { signalExitCode } from "../../exit_codes.ts";
import type { Settings } from "../../settings/settings.ts";
import { type CapturedOutput, captureOutput } from "../captured_output.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { runJob } from "../composition.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { exitCodeOf, formatDiagnosis, toJson } from "../format_doctor.ts";
import { Progress } from "../progress.ts";
import { VERSION } from "../version.ts";
import { jsonText } from "../json_text.ts";
import { helpText } from "../help_text.ts";

interface DoctorFlags extends ConfigFlags {
  readonly fix?: boolean;
  readonly json?: boolean;
  /** `false` with `--no-start`. */
  readonly start: boolean;
}

/** Milliseconds for the trial, if the settings allow so much: the embedded engine may be prepared. */
const TRIAL_MS = 90_000;
/** Milliseconds in which what was started ends after a signal. */
const STOP_MS = 6_000;

/** `doctor`: looks at everything that the bridge depends on, and says what to do. */
export function doctorCommand({ context, onExit }: CommandWiring): Command {
  return new Command("doctor")
    .description("find out what does not work, and what to do about it")
    .option("--fix", "put right what is safe to put right, and say what was done")
    .option("--no-start", "start no servers")
    .addOption(configOption(context.system))
    .option("--json", "print the same as JSON")
    .addHelpText(
      "after",
      helpText([
        "It needs nothing that works: no home directory, no engine, no readable file. Exit " +
        "code 0: all is well; 1: there are warnings; 2: the bridge cannot work. No secret " +
        "is printed.",
      ]),
    )
    .action(async (flags: DoctorFlags) => {
      const { diagnose } = await import("../../doctor/doctor.ts");
      const diagnosing = diagnose(await optionsFor(context, flags));
      const stop = watchStop(context, diagnosing);
      const diagnosis = await Promise.race([diagnosing, stop.ended]);
      await context.progress.end();
      // what was found after a signal is of work that was cut off
      if (stop.signal !== null || diagnosis === null) {
        return onExit(signalExitCode(stop.signal ?? ""));
      }
      const text = flags.json ? jsonText(toJson(diagnosis, VERSION)) : formatDiagnosis(diagnosis);
      await context.print(text);
      onExit(exitCodeOf(diagnosis));
    });
}

interface Stop {
  /** The signal that the user sent, or `null`. */
  readonly signal: string | null;
  /** Resolves after a signal, once what was started has ended, or should have. */
  readonly ended: Promise<null>;
}

function watchStop({ system }: CommandContext, work: Promise<unknown>): Stop {
  const { clock } = system;
  const { promise, resolve } = Promise.withResolvers<null>();
  let signal: string | null = null;
  system.onStopSignal((name) => {
    signal ??= name;
    settlesWithin(work, { clock, ms: STOP_MS }).then(() => resolve(null));
  });
  return {
    get signal() {
      return signal;
    },
    ended: promise,
  };
}

async function optionsFor(context: CommandContext, flags: DoctorFlags): Promise<DiagnoseOptions> {
  const { system, progress } = context;
  const [{ findUsableFiles, readUsableSettings }, { estimateTokens }, { createEngineFactories }] =
    await Promise.all(
      [
        import("../../doctor/usable_settings.ts"),
        import("../../text/token_estimate.ts"),
        import("../../engine/engine_factories.ts"),
      ],
    );
  const usable = readUsableSettings(system, await findUsableFiles(system));
  const settings = { ...usable.settings, ...configOverrides(flags) };
  // what a log would say is a finding
  const log = () => {};
  return {
    system,
    version: VERSION,
    settings: { ...usable, settings },
    engines: createEngineFactories({ system, log, settings }),
    runProgram: (code) => runProgram({ ...context, log }, { code, settings }),
    askServers: (withinMs) => askServers({ ...context, log }, { withinMs, settings }),
    startServers: flags.start,
    countTokens: estimateTokens,
    fix: flags.fix ?? false,
    onProgress: progress.say,
  };
}

async function runProgram(
  context: CommandContext,
  { code, settings }: { readonly code: string; readonly settings: Settings },
): Promise<TrialAnswer> {
  const output = captureOutput(context.system);
  const timeoutMs = Math.min(TRIAL_MS, settings.maxTimeoutMs);
  const job = {
    kind: "run",
    code,
    argv: [],
    servers: [],
    timeoutMs,
    json: true,
    terminals: { stdout: false, stderr: false },
  } as const;
  const progress = new Progress(output.system.streams, undefined);
  await runJob({ ...context, system: output.system, progress }, { job, settings });
  const answer = parseJson(output.stdout());
  if (!isJsonObject(answer)) throw new Error(whyNot(output));
  const result = ownValue(answer, "result");
  return {
    status: ownText(answer, "status") ?? "unknown",
    result: typeof result === "number" ? result : null,
    engine: ownText(answer, "engine") ?? "unknown",
    error: ownText(answer, "error") ?? null,
  };
}

async function askServers(
  context: CommandContext,
  { withinMs, settings }: { readonly withinMs: number; readonly settings: Settings },
): Promise<readonly ServerReport[]> {
  let found: readonly ServerReport[] | null = null;
  const output = captureOutput(context.system);
  await runJob({ ...context, system: output.system }, {
    job: { kind: "servers", check: "all", withinMs },
    settings,
    onReports: (reports) => found = reports,
  });
  if (found === null) throw new Error(whyNot(output));
  return found;
}

/** What the bridge said instead of an answer. */
function whyNot(output: CapturedOutput): string {
  const said = output.stderr().trim();
  return said === "" ? "the bridge gave no answer" : said;
}
