import type { Platform, System } from "../system/system.ts";
import { baseEnvironment } from "../executables/server_environment.ts";

/** Pages that one bridge may open: a person logs in to a few servers, a fault opens thousands. */
export const MAX_OPENED_PAGES = 20;

/** The fixed programs that open an address, the first that exists; the address is the last argument. */
const OPENERS: Readonly<Record<Platform, readonly (readonly [string, ...string[]])[]>> = {
  linux: [["/usr/bin/xdg-open"], ["/usr/local/bin/xdg-open"], ["/bin/xdg-open"]],
  darwin: [["/usr/bin/open"]],
  windows: [["C:\\Windows\\System32\\rundll32.exe", "url.dll,FileProtocolHandler"]],
};
/** What a desktop's opener needs to find the desktop, on top of what every server gets. */
const DESKTOP_VARIABLES = ["DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS"];

/**
 * Makes the one way to the user's browser. It starts a fixed program with an address as its only
 * argument of ours, so whoever asks gains no more than a page.
 */
export function createBrowserOpener(
  system: System,
): (url: string, signal: AbortSignal) => Promise<void> {
  let opened = 0;
  return async (url, signal) => {
    const page = checkPage(url);
    if (++opened > MAX_OPENED_PAGES) {
      throw new Error(`Cannot open a page: ${MAX_OPENED_PAGES} were opened already, the most`);
    }
    const opener = await findOpener(system);
    if (opener === null) {
      throw new Error(`Cannot open a page: this system has no opener; open it yourself: ${page}`);
    }
    signal.throwIfAborted();
    const process = system.spawn({ argv: [...opener, page], env: openerEnvironment(system) });
    // some openers stay as long as the browser does: their end is not waited for
    await Promise.all([
      process.closeInput(),
      process.stdout.cancel(),
      process.stderr.cancel(),
    ]);
  };
}

/**
 * The address in its normal form.
 *
 * @throws {RangeError} when it is neither https nor http on the loopback interface, or names a user
 */
export function checkPage(url: string): string {
  const page = URL.parse(url);
  if (page === null) throw refused("it is no address");
  const local = page.protocol === "http:" && isLoopback(page.hostname);
  if (page.protocol !== "https:" && !local) {
    throw refused("it must be https, or http on the loopback interface");
  }
  if (page.username !== "" || page.password !== "") throw refused("it names a user");
  return page.href;
}

function isLoopback(hostname: string): boolean {
  // a URL's host is in normal form: 127.1 and 0x7f000001 have become 127.0.0.1
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function refused(reason: string): RangeError {
  return new RangeError(`Cannot open a page: ${reason}`);
}

async function findOpener(system: System): Promise<readonly [string, ...string[]] | null> {
  for (const opener of OPENERS[system.platform]) {
    if (await system.files.realPath(opener[0]) !== null) return opener;
  }
  return null;
}

function openerEnvironment(system: System): Record<string, string> {
  const environment = baseEnvironment(system);
  for (const name of DESKTOP_VARIABLES) {
    const value = system.env(name);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
