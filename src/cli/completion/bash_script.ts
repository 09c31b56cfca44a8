import type { CompletedCommand, CompletedOption, CompletionTree } from "./completion_tree.ts";

/** The completions for bash, to be sourced. Where nothing else fits, bash completes files. */
export function bashScript({ name, options, commands }: CompletionTree): string {
  const identifier = `_${name.replaceAll("-", "_")}`;
  const names = commands.map((command) => command.name);
  return `# completions of ${name} for bash
${identifier}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]}
  local command= words= index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    case \${COMP_WORDS[index]} in
      ${names.join("|")}) command=\${COMP_WORDS[index]}; break ;;
    esac
  done
  case $command:$previous in
${commands.flatMap(valueCases).join("\n")}
  esac
  case $command in
    "") words="${[...names, ...flagsOf(options)].join(" ")}" ;;
${commands.map(wordCase).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F ${identifier} ${name}
`;
}

/** What follows an option with a value. */
function valueCases({ name, options }: CompletedCommand): readonly string[] {
  return options.flatMap(({ short, long, value }) => {
    if (value === null) return [];
    const flags = [short, long].filter((flag) => flag !== undefined);
    const found = value.kind === "choices"
      ? `COMPREPLY=($(compgen -W "${value.choices.join(" ")}" -- "$current")); return`
      : "return";
    return [`    ${flags.map((flag) => `${name}:${flag}`).join("|")}) ${found} ;;`];
  });
}

function wordCase({ name, options, argument }: CompletedCommand): string {
  const choices = argument?.kind === "choices" ? argument.choices : [];
  const flags = flagsOf(options).join(" ");
  if (choices.length > 0) return `    ${name}) words="${[...choices, flags].join(" ")}" ;;`;
  // a word that is no option is a file, or something that nobody can know
  return `    ${name}) [[ $current == -* ]] && words="${flags}" ;;`;
}

function flagsOf(options: readonly CompletedOption[]): readonly string[] {
  return options.map(({ long }) => long);
}
