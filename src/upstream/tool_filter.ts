import type { ToolFilter } from "../discovery/server_definition.ts";

/** Whether a tool of some name may be used, by the lists of its server's entry. */
export function admitting(filter: ToolFilter | undefined): (name: string) => boolean {
  if (filter === undefined) return () => true;
  const { allow, deny } = filter;
  const [allowed, denied] = [matching(allow ?? ["*"]), matching(deny)];
  return (name) => allowed(name) && !denied(name);
}

/** Whether a name is one of the patterns. Most are names, and are found without a search. */
function matching(patterns: readonly string[]): (name: string) => boolean {
  const names = new Set(patterns);
  const wild = patterns.filter((pattern) => pattern.includes("*"));
  return (name) => names.has(name) || wild.some((pattern) => matches(pattern, name));
}

/** Takes time in proportion to both lengths at most, whatever they hold. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  // the end must not be part of what was found before
  return from + last.length <= name.length;
}
