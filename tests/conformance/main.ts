/**
 * Plays the client scenarios of `@modelcontextprotocol/conformance` with `client.ts`, each at every
 * revision that it is for, and prints a table. Fails if one fails that is not expected to, and if one
 * passes that is expected to fail. An argument is a part of the names of those to play.
 */

import { fileURLToPath } from "node:url";

const PACKAGE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";
const AT_ONCE = 3;
/** Milliseconds for one scenario. */
const TIMEOUT_MS = 60_000;

/** What fails, and why it should. */
const EXPECTED_FAILURES: ReadonlyMap<string, string> = new Map([
  ["elicitation-sep1034-client-defaults", "no one can be asked, so elicitation is not offered"],
  ["sep-2322-client-request-state", "the same: no request for input is answered"],
]);

interface Play {
  readonly scenario: string;
  readonly revision: string;
}

interface Played extends Play {
  readonly passed: boolean;
  /** What the last lines of a failure say. */
  readonly said: string;
}

/** Milliseconds after which the package itself is ended, with all that it says. */
const GIVE_UP_MS = 2 * TIMEOUT_MS;

/** Runs the package where neither our configuration nor our lock counts. */
async function runPackage(folder: string, args: readonly string[]): Promise<Deno.CommandOutput> {
  const flags = ["run", "--allow-all", "--no-config", "--no-lock", "--quiet"];
  return await new Deno.Command(Deno.execPath(), {
    args: [...flags, PACKAGE, "client", ...args],
    cwd: folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(GIVE_UP_MS),
  }).output();
}

/** Every scenario at each of its revisions, without those of extensions, which no revision requires. */
async function listPlays(folder: string): Promise<readonly Play[]> {
  const flags = ["run", "--allow-all", "--no-config", "--no-lock", "--quiet"];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...flags, PACKAGE, "list", "--client"],
    cwd: folder,
    stdin: "null",
    stderr: "inherit",
    signal: AbortSignal.timeout(GIVE_UP_MS),
  }).output();
  const lines = new TextDecoder().decode(stdout);
  return [...lines.matchAll(/^ {2}- (\S+) \[([\d,-]+)\]$/gm)].flatMap(
    ([, scenario = "", revisions = ""]) =>
      revisions.split(",").map((revision) => ({ scenario, revision })),
  );
}

async function play({ scenario, revision }: Play, folder: string): Promise<Played> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const client = fileURLToPath(new URL("client.ts", import.meta.url));
  const command = `${Deno.execPath()} run -P=launcher --no-prompt --no-check --quiet ` +
    `--config ${root}deno.json ${client}`;
  const { code, stderr } = await runPackage(folder, [
    ...["--scenario", scenario, "--spec-version", revision],
    ...["--timeout", String(TIMEOUT_MS), "--command", command, "--verbose"],
  ]);
  const text = new TextDecoder().decode(stderr);
  const failed = text.indexOf("Failed Checks:");
  return {
    scenario,
    revision,
    passed: code === 0,
    said: failed === -1 ? text.slice(-2_000) : text.slice(failed),
  };
}

async function main(wanted: string): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    const plays = (await listPlays(folder)).filter(({ scenario }) => scenario.includes(wanted));
    const waiting = plays.entries();
    const played: Played[] = [];
    const work = async () => {
      for (const [index, one] of waiting) played[index] = await play(one, folder);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return report(played);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** @returns the exit code */
function report(played: readonly Played[]): number {
  let wrong = 0;
  for (const { scenario, revision, passed, said } of played) {
    const why = EXPECTED_FAILURES.get(scenario);
    const expected = why === undefined;
    const verdict = passed ? "pass" : "FAIL";
    print(`${verdict}  ${revision}  ${scenario}${why === undefined ? "" : `  (${why})`}`);
    if (passed === expected) continue;
    wrong++;
    print(passed ? "  It passes now: it is expected to fail no more.\n" : `${said}\n`);
  }
  print(`${played.length} played, ${wrong} not as expected`);
  return played.length === 0 || wrong > 0 ? 1 : 0;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

Deno.exit(await main(Deno.args[0] ?? ""));
