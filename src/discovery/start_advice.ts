import type { ServerDefinition } from "./server_definition.ts";

const NPX = /(^|[\\/])npx(\.cmd|\.exe)?$/i;
const FROM_CACHE: ReadonlySet<string> = new Set(["--prefer-offline", "--offline"]);
/** Words of a command in which `npx` may stand: `cmd /d /c npx`. */
const LEADING_WORDS = 4;

/**
 * What may help a server that does not answer its start, as a clause; `null` when nothing is known.
 * `npx` asks the registry at every start, and without a network waits for it for minutes.
 */
export function startAdvice(definition: ServerDefinition): string | null {
  if (definition.kind !== "stdio") return null;
  const { command, args } = definition;
  const words = [command, ...args];
  if (!words.slice(0, LEADING_WORDS).some((word) => NPX.test(word))) return null;
  if (args.some((arg) => FROM_CACHE.has(arg))) return null;
  return 'npx asks the registry at every start, and without the network waits for it: put "--prefer-offline" ' +
    'before the package in its "args", and what was downloaded once is used';
}
