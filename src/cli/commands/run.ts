import { Command, Option } from "commander";
import { formatDuration, parseDuration } from "../../settings/quantities.ts";
import { RUNTIME_CHOICES } from "../../engines.ts";
import type { Settings } from "../../settings/settings.ts";
import { messageOf, UsageError } from "../../errors.ts";
import type { System } from "../../system/system.ts";
import { readSettings, runJob } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";

/** Most bytes of a program. */
const MAX_CODE_BYTES = 1024 * 1024;

interface RunFlags extends ConfigFlags {
  readonly code?: string;
  readonly servers?: readonly string[];
  readonly timeout?: string;
  readonly engine?: Settings["runtime"];
  readonly json?: boolean;
}

/** `run`: runs one program. */
export function runCommand({ context, onExit }: CommandWiring): Command {
  return new Command("run")
    .description("run one Python program in a sandbox; exit code 0 only on success")
    .usage("[options] FILE | - | -c CODE")
    .argument("[file]", "a file of Python, or - for standard input")
    .option("-c, --code <code>", "the program itself")
    .option("-s, --servers <names>", "servers that it may call, comma-separated", parseNames)
    .option("-t, --timeout <time>", "seconds, or 500ms, 30s, 2m")
    .addOption(
      new Option("-e, --engine <engine>", "engine, instead of MCP_BRIDGE_RUNTIME").choices(
        RUNTIME_CHOICES,
      ),
    )
    .addOption(configOption(context.system))
    .option("--json", "print the whole answer as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n" +
        `  mcp-code-bridge run -c 'print(sum(range(10)))'\n` +
        "  mcp-code-bridge run --servers jira,github --timeout 60 report.py\n" +
        "  echo '1 + 1' | mcp-code-bridge run -",
    )
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { system } = context;
      const settings = readSettings(context, {
        ...configOverrides(flags),
        ...(flags.engine === undefined ? {} : { runtime: flags.engine }),
      });
      const timeoutMs = parseTimeout(flags.timeout, settings);
      const code = await readCode(system, { file, code: flags.code });
      const job = {
        kind: "run",
        code,
        servers: flags.servers ?? [],
        timeoutMs,
        json: flags.json ?? false,
        terminal: system.streams.stdoutIsTerminal,
      } as const;
      onExit(await runJob(context, { job, settings }));
    });
}

function parseNames(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

function parseTimeout(text: string | undefined, settings: Settings): number {
  if (text === undefined) return settings.timeoutMs;
  try {
    return parseDuration(text, { min: 1, max: settings.maxTimeoutMs });
  } catch (error) {
    throw new UsageError(
      `Cannot use --timeout "${text}": ${messageOf(error)} ` +
        `(MCP_BRIDGE_MAX_TIMEOUT is ${formatDuration(settings.maxTimeoutMs)})`,
      { cause: error },
    );
  }
}

async function readCode(
  system: System,
  source: { readonly file: string | undefined; readonly code: string | undefined },
): Promise<string> {
  const { file, code } = source;
  if (code !== undefined && file !== undefined) {
    throw new UsageError(`Cannot run both -c and "${file}": give one of them`);
  }
  if (code !== undefined) return code;
  if (file === undefined) {
    throw new UsageError("Cannot run: no program was given; name a FILE, - or -c CODE");
  }
  if (file === "-") return await readStdin(system);
  try {
    if (await system.files.info(file) === null) {
      throw new Error("there is no such file; code itself goes after -c");
    }
    return await system.files.readText(file, MAX_CODE_BYTES);
  } catch (error) {
    throw new UsageError(`Cannot run "${file}": ${messageOf(error)}`, { cause: error });
  }
}

async function readStdin(system: System): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of system.streams.stdin) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_CODE_BYTES) {
      throw new UsageError(`Cannot run standard input: it is larger than ${MAX_CODE_BYTES} bytes`);
    }
  }
  return text + decoder.decode();
}
