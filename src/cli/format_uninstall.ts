import { type DisplayContext, PROGRAM_NAME } from "../discovery/display.ts";
import type { KeptFile } from "../registration/kept_files.ts";
import { escapeLine } from "../text/escape.ts";
import { formatBytes } from "../text/format_bytes.ts";
import { formatResults, shownPath } from "./format_registration.ts";
import type { Inventory, Removed } from "./inventory.ts";

/** What is kept where, and what is left in any case; ends with a newline. */
export function formatInventory(inventory: Inventory, system: DisplayContext): string {
  const { stateDir, stateDirProblem, state, clients, imports } = inventory;
  const { backups, servers, settingsFile, program } = inventory;
  const listed = (files: readonly KeptFile[]): readonly string[] =>
    files.map(({ path, bytes }) => `  ${shownPath(path, system)}  ${formatBytes(bytes)}`);
  const total = state.reduce((sum, { bytes }) => sum + bytes, 0);
  const about = stateDirProblem === null ? formatBytes(total) : `left: ${stateDirProblem}`;
  const lines = [
    `State directory ${shownPath(stateDir, system)} (${about})`,
    ...listed(state),
    clients.length === 0
      ? "No client has the bridge."
      : "Clients that have the bridge, or may have it",
    ...clients.map(({ client, target }) => `  ${client}  ${shownPath(target.path, system)}`),
    ...(backups.length === 0 ? [] : ["Backups of clients' files", ...listed(backups)]),
    "Containers that bridges left behind, if there are any",
    ...imports.map((slug) =>
      `The servers of ${slug} are then in no client; before, you can take their import back: ` +
      `${PROGRAM_NAME} import ${slug} --undo`
    ),
    "Left",
    ...(servers === null ? [] : [`  your servers in ${shownPath(servers, system)}`]),
    ...(settingsFile === null ? [] : [`  your settings in ${shownPath(settingsFile, system)}`]),
    `  this program, ${shownPath(program, system)}`,
    "  images of podman and docker, and what npx and Deno keep in their caches",
  ];
  return lines.map((line) => `${escapeLine(line)}\n`).join("");
}

/** What became of it; ends with a newline. */
export function formatRemoved(
  { program }: Inventory,
  { removed: { results, places, paths, problems }, system }: {
    readonly removed: Removed;
    readonly system: DisplayContext;
  },
): string {
  const containers = places.flatMap(({ place, removed, problem }) => [
    ...removed.map((what) => `Removed ${what} (${place})`),
    ...(problem === null ? [] : [`Cannot clean ${place}: ${problem}`]),
  ]);
  const gone = results.map((result) => ({ ...result, backup: null }));
  const lines = [
    ...containers,
    ...paths.map((path) => `Removed ${shownPath(path, system)}`),
    ...problems,
    `What is left is the program: ${program}`,
  ];
  return formatResults(gone, { dryRun: false, system }) +
    lines.map((line) => `${escapeLine(line)}\n`).join("");
}

/** The same for programs. */
export function inventoryToJson(inventory: Inventory, removed: Removed | null): unknown {
  const { clients, ...rest } = inventory;
  return {
    ...rest,
    clients: clients.map(({ slug, target }) => ({ client: slug, file: target.path })),
    removed: removed !== null,
    problems: [
      ...(removed?.problems ?? []),
      ...(removed?.results ?? []).map(({ problem }) => problem).filter((one) => one !== null),
      ...(removed?.places ?? []).map(({ problem }) => problem).filter((one) => one !== null),
    ],
  };
}
