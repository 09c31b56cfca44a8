/** Puts probes together into one Python program whose value is their verdicts as JSON. */

import type { Probe } from "./probe.ts";

/** What a probe is told of the machine around its sandbox. */
export interface ProbeTarget {
  /** Begins every secret that no sandbox may see; the rest of each is random. */
  readonly canaryPrefix: string;
  /** A directory of the machine with `canary.txt` in it. */
  readonly directory: string;
  /** A TCP port of the machine that answers. */
  readonly port: number;
  /** The machine's own addresses. */
  readonly addresses: readonly string[];
}

/** What a program says of one probe. */
export type Verdict =
  /** The attempt worked; the value is what was seen. */
  | { readonly id: string; readonly worked: string }
  | { readonly id: string; readonly refused: string };

/**
 * How several probes share a program. `forked`: each program of each in a child. `together`: each
 * probe in a child, with all its programs. `in_turn`: all of them in one process.
 */
export type Sharing = "alone" | "forked" | "together" | "in_turn";

/** Least seconds of a probe in a process that it shares with others. */
const CONTROL_SECONDS = 15;

const read = (name: string) => Deno.readTextFile(new URL(name, import.meta.url));

/**
 * @param sources which of the programs of the (only) probe, when it is alone
 */
export async function composeProgram(
  probes: readonly Probe[],
  { sharing, target, part = 0 }: {
    readonly sharing: Sharing;
    readonly target: ProbeTarget;
    readonly part?: number;
  },
): Promise<string> {
  const rows = probes.map(({ id, sources, seconds }) => ({
    id,
    sources,
    // a probe whose run ends early in the sandbox takes as long as it likes where it must work
    seconds: Math.max(seconds, CONTROL_SECONDS),
    source: sources[part],
  }));
  return [
    `TARGET_JSON = ${python(target)}`,
    await read("../prelude.py"),
    "_SHARED = {k: v for k, v in globals().items() if not k.startswith('_')}",
    "_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT",
    `_PROBES = json.loads(${python(rows)})`,
    ...(sharing === "together" ? ["_TOGETHER = True"] : []),
    await read(`./${sharing === "together" ? "forked" : sharing}.py`),
  ].join("\n");
}

/** A value's JSON as a literal of Python: the JSON of a text is one, as long as it is ASCII. */
function python(value: unknown): string {
  const ascii = JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return JSON.stringify(ascii);
}

/** @throws {Error} when the text is not a program's verdicts */
export function parseVerdicts(text: string): readonly Verdict[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || !value.every(isVerdict)) throw new Error(`no verdicts: ${text}`);
  return value;
}

function isVerdict(value: unknown): value is Verdict {
  if (typeof value !== "object" || value === null || !("id" in value)) return false;
  return ("worked" in value && typeof value.worked === "string") ||
    ("refused" in value && typeof value.refused === "string");
}
