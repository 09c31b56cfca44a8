/**
 * One assignment of a file of variables: a name, then a text in quotes, which may span lines, or one
 * up to a comment or the end of the line.
 */
const ASSIGNMENT =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\n#]*))/gm;

/**
 * The variables of a file in the form of `.env`: `NAME=value`, `export`, comments, quotes. In double
 * quotes `\n` is a line's end. The rules are those of Node's `util.parseEnv()`, which the Deno of
 * executables (2.6) does not have.
 */
export function parseVariables(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (
    const [, name = "", double, single, back, plain] of text.replaceAll("\r\n", "\n").matchAll(
      ASSIGNMENT,
    )
  ) {
    const value = double === undefined
      ? single ?? back ?? (plain ?? "").trim()
      : double.replaceAll("\\n", "\n");
    found.set(name, value);
  }
  return Object.fromEntries(found);
}
