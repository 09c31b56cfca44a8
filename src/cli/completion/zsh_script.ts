import type {
  CompletedCommand,
  CompletedOption,
  CompletedValue,
  CompletionTree,
} from "./completion_tree.ts";

/** The completions for zsh, to be sourced or put into a folder of `fpath` as `_NAME`. */
export function zshScript({ name, options, commands }: CompletionTree): string {
  const identifier = `_${name.replaceAll("-", "_")}`;
  return `#compdef ${name}
# completions of ${name} for zsh
${identifier}() {
  local -a commands=(
${commands.map((one) => `    ${quoted(`${one.name}:${one.description}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    _arguments ${options.map(specOf).join(" ")}
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${commands.map(caseOf).join("\n")}
  esac
}
if [[ $funcstack[1] == ${identifier} ]]; then
  ${identifier} "$@"
else
  compdef ${identifier} ${name}
fi
`;
}

function caseOf({ name, options, argument }: CompletedCommand): string {
  const specs = [
    ...options.map(specOf),
    ...(argument === null ? [] : [quoted(`*:${actionOf(argument)}`)]),
  ];
  return `    ${name}) _arguments ${specs.join(" ")} ;;`;
}

/** An option as `_arguments` wants it. */
function specOf({ short, long, description, value }: CompletedOption): string {
  const text = `[${description.replaceAll(/[[\]\\:]/g, "\\$&")}]`;
  const action = value === null ? "" : `:${actionOf(value)}`;
  const flags = short === undefined ? long : `{${short},${long}}`;
  return short === undefined
    ? quoted(`${flags}${text}${action}`)
    : `${quoted(`(${short} ${long})`)}${flags}${quoted(`${text}${action}`)}`;
}

function actionOf(value: CompletedValue): string {
  switch (value.kind) {
    case "choices":
      return `value:(${value.choices.join(" ")})`;
    case "file":
      return "file:_files";
    case "text":
      return "value: ";
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
