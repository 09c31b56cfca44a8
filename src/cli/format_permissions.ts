import type { LauncherRight } from "../launcher/launcher_rights.ts";
import type { Right } from "../launcher/permissions.ts";
import { escapeLine } from "../text/escape.ts";

/** The rights of each half of the program. */
export interface PermissionsReport {
  /** All rights of its Worker. */
  readonly bridge: readonly Right[];
  /** The rights that the launcher uses. */
  readonly launcher: readonly LauncherRight[];
}

/** Kinds of rights that a Worker can have, in the order of display. */
const KINDS = ["read", "write", "net", "env", "run", "sys", "ffi", "import"];

interface Row {
  readonly name: string;
  readonly value: string;
  readonly reason: string;
}

/** Formats the report: one line for each right, aligned, with its reason. Ends with a newline. */
export function formatPermissions({ bridge, launcher }: PermissionsReport): string {
  const none = KINDS.filter((kind) => !bridge.some(({ name }) => name === kind));
  return [
    "The bridge reads what servers and sandboxes send. It runs in a Worker with only these rights:",
    ...format([...bridge, ...none.map((name) => ({ name, value: "none", reason: "" }))]),
    "",
    "The launcher starts the bridge and reads your configuration. Only the launcher starts programs;",
    "the bridge asks for them by name. With your configuration the launcher uses these rights:",
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
