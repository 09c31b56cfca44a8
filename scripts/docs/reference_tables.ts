/** The tables in the documents that are generated from the code. */

import { FINDINGS } from "../../src/doctor/finding_table.ts";
import { type ContainerEngineName, ENGINE_NAMES, isContainerEngine } from "../../src/engines.ts";
import { FLAG_GROUPS, type RunArgsOptions } from "../../src/engine/container/run_args.ts";
import { describeSettings } from "../../src/settings/describe_settings.ts";
import { SETTINGS } from "../../src/settings/settings.ts";
import { describeDialects, describePlaces, describeVariables } from "./describe_discovery.ts";

/** A table, and the document that contains it between two markers. */
export interface ReferenceTable {
  /** Path of the document from the project's root. */
  readonly document: string;
  /** Name of the table in the markers. */
  readonly name: string;
  readonly head: readonly string[];
  readonly rows: () => readonly (readonly string[])[];
}

/** All generated tables. */
export const REFERENCE_TABLES: readonly ReferenceTable[] = [
  {
    document: "docs/settings.md",
    name: "settings",
    head: ["Variable", "Key", "Default", "Allowed", "In a project's file", "Meaning"],
    rows: () =>
      describeSettings().map((setting) => [
        code(setting.variable),
        code(setting.key),
        setting.literal ? code(setting.default) : setting.default,
        setting.allowed,
        setting.inProject,
        setting.description,
      ]),
  },
  {
    document: "docs/doctor.md",
    name: "findings",
    head: ["Id", "Level", "Meaning"],
    rows: () =>
      Object.entries(FINDINGS).map(([id, { level, meaning }]) => [`\`${id}\``, level, meaning]),
  },
  {
    document: "docs/container-flags.md",
    name: "container flags",
    head: ["Flags", "Reason"],
    rows: () => FLAG_GROUPS.map(({ flags, reason }) => [shownFlags(flags), reason]),
  },
  {
    document: "GUIDE.md",
    name: "places",
    head: ["Owner", "Linux", "macOS", "Windows"],
    rows: () => describePlaces().map(({ owner, paths }) => [owner, ...paths.map(code)]),
  },
  {
    document: "GUIDE.md",
    name: "references",
    head: ["In files of", "Replaced"],
    rows: () => describeDialects().map(({ clients, forms }) => [clients, forms]),
  },
  {
    document: "GUIDE.md",
    name: "variables of servers",
    head: ["For", "Variables that every server gets"],
    rows: () =>
      describeVariables().map(({ purpose, names }) => [purpose, names.map(code).join(", ")]),
  },
];

/** A table's cell for a path, or for what stands in backticks. */
function code(text: string): string {
  return `\`${text}\``;
}

/** Returns the document with its table replaced. @throws {Error} when its markers are missing */
export function withTable(text: string, table: ReferenceTable): string {
  const start = `<!-- table: ${table.name}; written by deno task docs -->`;
  const end = `<!-- table: end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) {
    throw new Error(`Cannot write ${table.document}: it lacks "${start}" or "${end}"`);
  }
  const lines = [table.head, table.head.map(() => "---"), ...table.rows()]
    .map((cells) => `| ${cells.join(" | ")} |`);
  return `${text.slice(0, from + start.length)}\n\n${lines.join("\n")}\n\n${text.slice(to)}`;
}

/** Values of the flags in the table: the defaults. */
const EXAMPLE: RunArgsOptions = {
  containerName: "NAME",
  lease: "LEASE",
  image: "IMAGE",
  imageEnvNames: [],
  user: { user: SETTINGS.containerUser.default.text, base: null },
  limits: {
    memoryBytes: 536_870_912,
    pids: Number(SETTINGS.pids.default.text),
    cpus: null,
    lifetimeSeconds: 1322,
  },
  filter: { kind: "profile", path: "FILE" },
  innerFilter: null,
  mounts: [],
  remote: false,
  loader: "LOADER",
};

/** The flags of all engines, then those of one engine only. */
function shownFlags(
  flags: (name: ContainerEngineName, options: RunArgsOptions) => readonly string[],
): string {
  const names = ENGINE_NAMES.filter(isContainerEngine);
  const byName = names.map((name) => ({ name, shown: pairs(flags(name, EXAMPLE)) }));
  const common = (byName[0]?.shown ?? [])
    .filter((flag) => byName.every(({ shown }) => shown.includes(flag)));
  const own = byName.map(({ name, shown }) => ({
    name,
    rest: shown.filter((flag) => !common.includes(flag)),
  })).filter(({ rest }) => rest.length > 0);
  return [
    ...common.map((flag) => `\`${flag}\``),
    ...own.map(({ name, rest }) => `${name}: ${rest.map((flag) => `\`${flag}\``).join(", ")}`),
  ].join(", ");
}

/** Flags with their values: `--network none`. */
function pairs(args: readonly string[]): readonly string[] {
  return args.flatMap((arg, index) => {
    if (!arg.startsWith("--")) return [];
    const value = args[index + 1];
    return [value === undefined || value.startsWith("--") ? arg : `${arg} ${value}`];
  });
}
