import assert from "node:assert/strict";
import { UpstreamError, UsageError } from "../../src/errors.ts";
import {
  indexServers,
  requestedServer,
  resolveServer,
  serverNamed,
} from "../../src/calls/servers.ts";

function server(name: string, alias: string, unavailable: string | null = null) {
  return { name, alias, unavailable };
}

const SERVERS = indexServers([
  server("GitHub", "GitHub"),
  server("github", "github"),
  server("google-drive", "google_drive"),
  server("Jira", "jira_2"),
  server("jira", "jira", "its file is not trusted; run trust"),
]);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof UpstreamError);
    return `${error.code}: ${error.message}`;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("resolveServer() knows a server by name, by alias, and written otherwise if one is meant", () => {
  const cases = [
    ["github", "github"],
    ["GitHub", "GitHub"],
    ["google_drive", "google-drive"],
    ["Google-Drive", "google-drive"],
    ["JIRA_2", "Jira"],
    ["googleDrive", "google-drive"],
  ] as const;
  for (const [asked, name] of cases) assert.equal(resolveServer(SERVERS, asked).name, name);
});

Deno.test("resolveServer() refuses to guess between servers that are written alike", () => {
  assert.equal(
    codeOf(() => resolveServer(SERVERS, "GITHUB")),
    'NOT_FOUND: No server is named "GITHUB"; several are written alike: "GitHub", "github"',
  );
});

Deno.test("resolveServer() says which servers there are", () => {
  assert.equal(
    codeOf(() => resolveServer(SERVERS, "gogle-drive")),
    'NOT_FOUND: No server is named "gogle-drive"; did you mean "google-drive"? ' +
      "known servers: GitHub, github, google-drive, Jira",
  );
});

Deno.test("resolveServer() offers no server that cannot be used", () => {
  const off = indexServers([server("jira", "jira", "it is switched off")]);
  assert.equal(
    codeOf(() => resolveServer(off, "jirra")),
    'NOT_FOUND: No server is named "jirra"; there are none',
  );
});

Deno.test("resolveServer() says why a server cannot be used", () => {
  assert.equal(
    codeOf(() => resolveServer(SERVERS, "jira")),
    'NOT_AVAILABLE: Server "jira" cannot be used: its file is not trusted; run trust',
  );
});

Deno.test("serverNamed() takes the exact name alone", () => {
  assert.equal(serverNamed(SERVERS, "google-drive").name, "google-drive");
  assert.match(codeOf(() => serverNamed(SERVERS, "google_drive")), /^NOT_FOUND: /);
  assert.match(codeOf(() => serverNamed(SERVERS, "jira")), /^NOT_AVAILABLE: /);
});

Deno.test("requestedServer() refuses with what could not be done, by the same rule", () => {
  const options = { servers: SERVERS, purpose: "grant a server" };
  assert.equal(requestedServer("Google_Drive", options).name, "google-drive");
  const refused = (asked: string, message: string) =>
    assert.throws(
      () => requestedServer(asked, options),
      (error) => error instanceof UsageError && error.message === message,
    );
  refused(
    "jira",
    'Cannot grant a server: server "jira" cannot be used: its file is not trusted; run trust',
  );
  refused(
    "GITHUB",
    'Cannot grant a server: no server is named "GITHUB"; several are written alike: ' +
      '"GitHub", "github"',
  );
  assert.throws(
    () => requestedServer("x", { servers: indexServers([]), purpose: "grant a server" }),
    /no server is named "x"; there are none$/,
  );
});
