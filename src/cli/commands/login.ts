import { Command, InvalidArgumentError } from "commander";
import { discover } from "../../discovery/discover.ts";
import type { HttpDefinition, RegisteredClient } from "../../discovery/server_definition.ts";
import { messageOf, UpstreamError, UsageError } from "../../errors.ts";
import { checkPage, createBrowserOpener } from "../../launcher/open_browser.ts";
import type { AuthorizationServer } from "../../oauth/login.ts";
import { prepareStateDir } from "../../settings/state_dir.ts";
import type { Settings } from "../../settings/settings.ts";
import { escapeLine } from "../../text/escape.ts";
import { lineReader } from "../ask_lines.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";

/** Milliseconds for the user's consent in the browser. */
const CONSENT_MS = 10 * 60_000;

interface LoginFlags {
  readonly browser: boolean;
  readonly yes?: boolean;
  readonly clientId?: string;
  readonly clientSecretEnv?: string;
  readonly clientMetadata?: string;
  readonly callbackPort: number;
}

/** `login SERVER`: signs the user in to a server by URL, in the browser. */
export function loginCommand({ context }: CommandWiring): Command {
  return new Command("login")
    .description("sign in to a server by URL, with OAuth in your browser")
    .argument("<server>", "name of the server")
    .option("--no-browser", "print the page's address, and read back the one you are sent to")
    .option("--yes", "do not ask whether the authorization server is the one you mean")
    .option("--client-id <id>", "client that you have registered with the authorization server")
    .option("--client-secret-env <name>", "environment variable with that client's secret")
    .option("--client-metadata <url>", "https address of a client id metadata document")
    .option("--callback-port <port>", "port on 127.0.0.1 to which the browser comes back", port, 0)
    .action(async (name: string, flags: LoginFlags) => {
      const settings = await readSettings(context);
      const definition = await findByUrl(name, { context, settings });
      await signIn(name, { context, settings, definition, flags });
    });
}

function port(text: string): number {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return value;
  throw new InvalidArgumentError("It must be a number up to 65535.");
}

/**
 * The definition of a server by URL.
 *
 * @throws {UsageError} when there is none that can be used
 */
export async function findByUrl(
  name: string,
  { context, settings }: { readonly context: CommandContext; readonly settings: Settings },
): Promise<HttpDefinition> {
  const { system } = context;
  const { servers } = await discover({ system, settings, log: () => {} });
  const server = servers.find((candidate) => candidate.name === name);
  const shown = `"${escapeLine(name)}"`;
  if (server === undefined) throw new UsageError(`No server is named ${shown}`);
  const { availability, definition } = server;
  if (availability.state !== "ready") {
    throw new UsageError(`Server ${shown} cannot be used: ${escapeLine(availability.reason)}`);
  }
  if (definition?.kind !== "http") throw new UsageError(`Server ${shown} is not reached by URL`);
  return definition;
}

interface SignInOptions {
  readonly context: CommandContext;
  readonly settings: Settings;
  readonly definition: HttpDefinition;
  readonly flags: LoginFlags;
}

async function signIn(name: string, options: SignInOptions): Promise<void> {
  const { context: { system, log, print }, settings, definition, flags } = options;
  const [{ login }, { SignInStore }, { createGuardedFetch }, { createNetwork }, callback] =
    await Promise.all([
      import("../../oauth/login.ts"),
      import("../../oauth/sign_in_store.ts"),
      import("../../oauth/guarded_fetch.ts"),
      import("../../system/node_network.ts"),
      import("../../system/callback_listener.ts"),
    ]);
  const { root } = await prepareStateDir(system, settings.stateDir);
  const { clock } = system;
  const read = (variable: string) => system.env(variable);
  const { privateHosts } = settings;
  const fetch = createGuardedFetch({ network: createNetwork(), clock, log, read, privateHosts });
  const over = new AbortController();
  const stop = clock.after(
    CONSENT_MS,
    () => over.abort(new Error("nobody signed in within 10 min")),
  );
  const listener = await callback.listenForCallback(flags.callbackPort, over.signal);
  const say = (text: string) => print(`${text}\n`);
  const nextLine = lineReader(system.streams.stdin);
  try {
    const { issuer, scope } = await login({
      definition,
      store: new SignInStore({ system, log, stateDir: root }),
      fetch,
      clock,
      redirectUrl: listener.redirectUrl,
      client: clientOf(flags, read) ?? definition.client ?? null,
      clientMetadataUrl: flags.clientMetadata ?? null,
      confirm: (server) => confirm(name, { server, flags, options, say, nextLine }),
      visit: async (page) => {
        const address = checkPage(page.href);
        if (flags.browser) {
          await say(
            `Sign in on this page, which is opened in your browser:\n  ${escapeLine(address)}`,
          );
          await createBrowserOpener(system)(address, over.signal)
            .catch((error: unknown) => log("warning", messageOf(error)));
          return await listener.answer;
        }
        await say(
          `Sign in on this page, in any browser:\n  ${escapeLine(address)}\n` +
            "Then paste the whole address that the browser ends at, and press Enter:",
        );
        const line = await Promise.race([nextLine(), listener.answer]);
        if (line instanceof URL) return line;
        const back = URL.parse(line?.trim() ?? "");
        if (back === null) throw new Error("what you entered is no address");
        return back;
      },
    });
    const granted = scope === null ? "" : ` (${escapeLine(scope)})`;
    await say(`Signed in to ${escapeLine(name)} at ${escapeLine(issuer)}${granted}.`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = escapeLine(messageOf(error));
    throw new UpstreamError("NOT_AVAILABLE", `Cannot sign in to "${escapeLine(name)}": ${why}`);
  } finally {
    stop();
    listener.close();
  }
}

function clientOf(
  { clientId, clientSecretEnv }: LoginFlags,
  read: (name: string) => string | undefined,
): RegisteredClient | null {
  if (clientId === undefined) return null;
  const secret = clientSecretEnv === undefined ? null : read(clientSecretEnv) ?? null;
  if (clientSecretEnv !== undefined && secret === null) {
    throw new UsageError(`The environment variable ${escapeLine(clientSecretEnv)} is not set`);
  }
  return { id: clientId, secret };
}

interface Question {
  readonly server: AuthorizationServer;
  readonly flags: LoginFlags;
  readonly options: SignInOptions;
  readonly say: (text: string) => Promise<void>;
  readonly nextLine: () => Promise<string | null>;
}

async function confirm(name: string, question: Question): Promise<boolean> {
  const { server: { issuer, hosts }, flags, options, say, nextLine } = question;
  await say(
    `${escapeLine(name)} wants you to sign in at ${escapeLine(issuer)}, by ${hosts.join(" and ")}.`,
  );
  if (flags.yes === true) return true;
  if (!options.context.system.streams.stdoutIsTerminal) {
    throw new Error("nobody can be asked whether that is right: add --yes");
  }
  await say("Is that the authorization server that you mean? [y/N]");
  return /^y(es)?$/i.test((await nextLine())?.trim() ?? "");
}
