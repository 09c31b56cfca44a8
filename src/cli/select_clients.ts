import { type DisplayContext, PROGRAM_NAME } from "../discovery/display.ts";
import { UsageError } from "../errors.ts";
import { CLIENT_SLUGS, findClient, type InstalledClient } from "../registration/clients.ts";
import type { System } from "../system/system.ts";
import { looseName, quoted, suggestion } from "../text/nearest.ts";
import { ask } from "./ask.ts";
import type { CommandContext } from "./command_context.ts";
import { shownPath } from "./format_registration.ts";

/**
 * The client that a person names, in any case and with or without hyphens.
 *
 * @throws {UsageError} when there is none of that name, or no home directory is known
 */
export function clientNamed(name: string, system: System): InstalledClient {
  const slug = CLIENT_SLUGS.find((known) => looseName(known) === looseName(name));
  if (slug === undefined) {
    const hint = suggestion(name, CLIENT_SLUGS, "clients");
    throw new UsageError(`Cannot find client ${quoted(name)}: it is not known${hint}`);
  }
  const client = findClient(slug, system);
  if (client === null) {
    throw new UsageError(`Cannot find the files of ${slug}: no home directory is known; set HOME`);
  }
  return client;
}

/** The clients that are installed, one on each line. */
export function listClients(clients: readonly InstalledClient[], system: DisplayContext): string {
  const width = Math.max(...clients.map(({ slug }) => slug.length));
  const lines = clients.map(({ slug, target }) =>
    `  ${slug.padEnd(width)}  ${shownPath(target.path, system)}\n`
  );
  return `Clients on this machine:\n${lines.join("")}`;
}

export interface Choice {
  /** Those that the user named; perhaps none. */
  readonly names: readonly string[];
  /** Whether to take every client that may be meant, without a question. */
  readonly all: boolean;
  /** The clients to choose from when none is named. */
  readonly offered: readonly InstalledClient[];
  /** What is printed before the question. */
  readonly list: string;
  /** Of the command, for the line that says what to type. */
  readonly command: string;
  readonly question: string;
}

/**
 * The clients that the user named, or else those that the user agrees to.
 *
 * @returns `null` when the user said no
 * @throws {UsageError} when nobody can be asked
 */
export async function selectClients(
  choice: Choice,
  context: CommandContext,
): Promise<readonly InstalledClient[] | null> {
  const { names, all, offered, list, command, question } = choice;
  const { system } = context;
  if (names.length > 0) {
    return [...new Map(names.map((name) => {
      const client = clientNamed(name, system);
      return [client.slug, client];
    })).values()];
  }
  if (all || offered.length === 0) return offered;
  const { stdinIsTerminal, stdoutIsTerminal } = system.streams;
  await context.print(list);
  if (!stdinIsTerminal || !stdoutIsTerminal) {
    const example = offered.map(({ slug }) => slug).join(" ");
    throw new UsageError(
      `Cannot ask which clients are meant: this is no terminal; ` +
        `type ${PROGRAM_NAME} ${command} ${example}, or add --all`,
    );
  }
  return await ask(question, context) ? offered : null;
}
