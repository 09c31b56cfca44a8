import type {
  CompletedCommand,
  CompletedOption,
  CompletedValue,
  CompletionTree,
} from "./completion_tree.ts";

/** The completions for fish, to be sourced. */
export function fishScript({ name, options, commands }: CompletionTree): string {
  const complete = `complete -c ${name}`;
  const bare = `${complete} -n __fish_use_subcommand`;
  return [
    `# completions of ${name} for fish`,
    // files only where they are wanted
    `${complete} -f`,
    ...options.map((option) => `${bare} ${optionOf(option)}`),
    ...commands.map((one) => `${bare} -a ${one.name} -d ${quoted(one.description)}`),
    ...commands.flatMap((one) => linesOf(one, complete)),
    "",
  ].join("\n");
}

function linesOf({ name, options, argument }: CompletedCommand, complete: string) {
  const within = `${complete} -n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    ...options.map((option) => `${within} ${optionOf(option)}`),
    ...(argument === null || argument.kind === "text" ? [] : [`${within} ${valueOf(argument)}`]),
  ];
}

function optionOf({ short, long, description, value }: CompletedOption): string {
  return [
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(value === null ? [] : ["-r", valueOf(value)]),
    `-d ${quoted(description)}`,
  ].filter((part) => part !== "").join(" ");
}

function valueOf(value: CompletedValue): string {
  switch (value.kind) {
    case "choices":
      return `-f -a ${quoted(value.choices.join(" "))}`;
    case "file":
      return "-F";
    case "text":
      return "-f";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
}
