import { Command } from "commander";
import type { Job } from "../../ipc/messages.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings, runJob } from "../composition.ts";
import { helpText } from "../help_text.ts";

type Action = Extract<Job, { kind: "saved_tools" }>["action"];

interface SavedFlags {
  readonly json?: boolean;
}

/** `tools saved`: the functions that programs saved for later programs. */
export function toolsSavedCommand(wiring: CommandWiring): Command {
  return new Command("saved")
    .description("list, show, delete and export the functions that programs saved")
    .addCommand(
      actionCommand("list", wiring)
        .description("list them with signatures, when they were saved, and by whom"),
      { isDefault: true },
    )
    .addCommand(
      actionCommand("show", wiring)
        .description("print the source of some")
        .argument("<names...>", "names of saved tools"),
    )
    .addCommand(
      actionCommand("delete", wiring)
        .description("delete some")
        .argument("<names...>", "names of saved tools"),
    )
    .addCommand(
      actionCommand("export", wiring)
        .description("print all, or some, as one Python file")
        .argument("[names...]", "names of saved tools"),
    )
    .addHelpText(
      "after",
      helpText([
        "Nothing of a tool runs. Example:",
        "  mcp-code-bridge tools saved export > saved_tools.py",
      ]),
    );
}

function actionCommand(action: Action, { context, onExit }: CommandWiring): Command {
  const command = new Command(action).option("--json", "print JSON");
  return command.action(async () => {
    const settings = await readSettings(context);
    const job = {
      kind: "saved_tools",
      action,
      names: command.args,
      json: command.opts<SavedFlags>().json ?? false,
      terminal: context.system.streams.stdoutIsTerminal,
    } as const;
    onExit(await runJob(context, { job, settings }));
  });
}
