import { Command, Option } from "commander";
import { RUNTIME_CHOICES } from "../../engines.ts";
import type { Settings } from "../../settings/settings.ts";
import { messageOf, UsageError } from "../../errors.ts";
import type { Job } from "../../ipc/messages.ts";
import type { System } from "../../system/system.ts";
import { printable } from "../../text/printable.ts";
import { readSettings, runJob } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { readStdin } from "../read_stdin.ts";
import { parseTimeout, TIMEOUT_OPTION } from "../timeout_option.ts";
import { helpText } from "../help_text.ts";

/** Most bytes of a program in a file, and most characters of one from standard input. */
const MAX_CODE_BYTES = 1024 * 1024;
const MAX_CODE_CHARACTERS = MAX_CODE_BYTES;

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
    .usage("[options] (FILE | - | -c CODE) [ARGS...]")
    .argument("[file...]", "a file of Python, or - for standard input; then its arguments")
    .passThroughOptions()
    .option("-c, --code <code>", "the program itself")
    .option("-s, --servers <names>", "servers that it may call, comma-separated", parseNames)
    .option(...TIMEOUT_OPTION)
    .addOption(
      new Option("-e, --engine <engine>", "engine, instead of MCP_BRIDGE_RUNTIME").choices(
        RUNTIME_CHOICES,
      ),
    )
    .addOption(configOption(context.system))
    .option("--json", "print the whole answer as JSON")
    .addHelpText(
      "after",
      helpText([
        "Examples:",
        "  mcp-code-bridge run -c 'print(sum(range(10)))'",
        "  mcp-code-bridge run --servers jira,github --timeout 60 report.py --year 2026",
        "  echo '1 + 1' | mcp-code-bridge run -",
      ]),
    )
    .action(async (words: readonly string[], flags: RunFlags) => {
      const { system } = context;
      const settings = await readSettings(context, {
        ...configOverrides(flags),
        ...(flags.engine === undefined ? {} : { runtime: flags.engine }),
      });
      const timeoutMs = flags.timeout === undefined
        ? settings.timeoutMs
        : parseTimeout(flags.timeout, settings);
      const program = await readProgram(system, { words, code: flags.code });
      const { stdoutIsTerminal: stdout, stderrIsTerminal: stderr } = system.streams;
      const job = {
        kind: "run",
        ...program,
        servers: flags.servers ?? [],
        timeoutMs,
        json: flags.json ?? false,
        terminals: { stdout, stderr },
      } as const;
      onExit(await runJob(context, { job, settings }));
    });
}

function parseNames(text: string): readonly string[] {
  return text.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** A program, with its name and its `sys.argv` as Python has them. */
type GivenProgram = Pick<Extract<Job, { kind: "run" }>, "code" | "file" | "argv">;

async function readProgram(
  system: System,
  { words, code }: { readonly words: readonly string[]; readonly code: string | undefined },
): Promise<GivenProgram> {
  if (code !== undefined) return { code, argv: ["-c", ...words] };
  const [file] = words;
  if (file === undefined) {
    throw new UsageError("Cannot run: no program was given; name a FILE, - or -c CODE");
  }
  if (file === "-") return { code: await readStdin(system, MAX_CODE_CHARACTERS), argv: words };
  try {
    if (await system.files.info(file) === null) {
      throw new Error("there is no such file; code itself goes after -c");
    }
    return { code: await system.files.readText(file, MAX_CODE_BYTES), file, argv: words };
  } catch (error) {
    throw new UsageError(`Cannot run "${printable(file)}": ${messageOf(error)}`, { cause: error });
  }
}
