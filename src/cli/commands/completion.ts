import { Argument, Command } from "commander";
import type { CommandWiring } from "../command_context.ts";
import { bashScript } from "../completion/bash_script.ts";
import { type CompletionTree, completionTree } from "../completion/completion_tree.ts";
import { fishScript } from "../completion/fish_script.ts";
import { zshScript } from "../completion/zsh_script.ts";
import { helpText } from "../help_text.ts";

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } satisfies Record<
  string,
  (tree: CompletionTree) => string
>;

/** `completion SHELL`: prints a script that lets a shell complete our command lines. */
export function completionCommand({ context }: CommandWiring): Command {
  return new Command("completion")
    .description("print a script that lets your shell complete command lines of this program")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(SHELLS)))
    .addHelpText(
      "after",
      helpText([
        "Put the line for your shell into the file that it reads when it starts:",
        `  bash  eval "$(mcp-code-bridge completion bash)"`,
        `  zsh   source <(mcp-code-bridge completion zsh)    # after compinit`,
        `  fish  mcp-code-bridge completion fish | source`,
      ]),
    )
    .action(async (shell: keyof typeof SHELLS, _flags: unknown, command: Command) => {
      await context.print(SHELLS[shell](completionTree(command.parent ?? command)));
    });
}
