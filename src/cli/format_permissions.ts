import type { LauncherRight } from "../launcher/launcher_rights.ts";
import type { Right } from "../launcher/permissions.ts";
import { escapeLine } from "../text/escape.ts";

/** What each half of the program may do. */
export interface PermissionsReport {
  /** All that its Worker holds. */
  readonly bridge: readonly Right[];
  /** What the launcher uses its rights for. */
  readonly launcher: readonly LauncherRight[];
}

/** Kinds of rights that a Worker can have, in the order they are shown. */
const KINDS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];

interface Row {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** The report for people: a right a line, aligned, with its reason. Ends with a newline. */
export function formatPermissions({ bridge, launcher }: PermissionsReport): string {
  const none = KINDS.filter((kind) => !bridge.some(({ name }) => name === kind));
  return [
    "The bridge reads what servers and sandboxes send. It runs in a Worker that may do this alone:",
    ...format([...bridge, ...none.map((name) => ({ name, value: "none", reason: "" }))]),
    "",
    "The launcher starts it, reads your configuration, and is the only one that starts programs,",
    "by name and never as the bridge would have it. With your configuration it does this:",
    ...format(launcher),
    "",
  ].join("\n");
}

function format(rows: readonly Row[]): readonly string[] {
  const shown = rows.map(({ name, value, reason }) => ({
    name,
    value: escapeLine(value),
    reason: escapeLine(reason),
  }));
  const width = Math.min(60, Math.max(...shown.map(({ value }) => value.length)));
  return shown.map(({ name, value, reason }) =>
    `  ${name.padEnd(6)}  ${value.padEnd(width)}  ${reason}`.trimEnd()
  );
}
