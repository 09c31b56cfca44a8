import type { Command } from "commander";

/** What can stand in one place of a command line. */
export type CompletedValue =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "file" }
  /** Anything else: nothing can be offered. */
  | { readonly kind: "text" };

export interface CompletedOption {
  /** `-e`, if it has a short form. */
  readonly short: string | undefined;
  /** `--engine`. */
  readonly long: string;
  readonly description: string;
  /** What follows it; `null` for a switch. */
  readonly value: CompletedValue | null;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments are; `null` when it takes none. */
  readonly argument: CompletedValue | null;
}

/** All that a shell can complete. The names are ours, of letters, digits and dashes. */
export interface CompletionTree {
  /** Name of the executable. */
  readonly name: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** Reads what can be completed from the program itself. */
export function completionTree(program: Command): CompletionTree {
  const commands = program.createHelp().visibleCommands(program);
  const names = commands.map((command) => command.name());
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: optionsOf(command),
      // commander's own command knows no choices
      argument: command.name() === "help"
        ? { kind: "choices", choices: names.filter((name) => name !== "help") }
        : argumentOf(command),
    })),
  };
}

/** Its own options and those of the commands below it, each once. */
function optionsOf(command: Command): readonly CompletedOption[] {
  const inner = command.parent === null ? [] : command.commands.flatMap(optionsOf);
  const all = [...ownOptionsOf(command), ...inner];
  return all.filter(({ long }, at) => all.findIndex((one) => one.long === long) === at);
}

function ownOptionsOf(command: Command): readonly CompletedOption[] {
  return command.createHelp().visibleOptions(command).flatMap((option) =>
    option.long === undefined || option.long === null ? [] : [{
      short: option.short ?? undefined,
      long: option.long,
      description: option.description,
      value: option.required || option.optional ? valueOf(option.flags, option.argChoices) : null,
    }]
  );
}

function argumentOf({ commands, registeredArguments }: Command): CompletedValue | null {
  if (commands.length > 0) {
    return { kind: "choices", choices: commands.map((command) => command.name()) };
  }
  const [first] = registeredArguments;
  return first === undefined ? null : valueOf(`<${first.name()}>`, first.argChoices);
}

/** @param shown how help shows the value: `--config <file>` */
function valueOf(shown: string, choices: readonly string[] | undefined): CompletedValue {
  if (choices !== undefined) return { kind: "choices", choices };
  return /[<[]file\b/.test(shown) ? { kind: "file" } : { kind: "text" };
}
