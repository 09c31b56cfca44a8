import assert from "node:assert/strict";
import { UpstreamError } from "../../src/errors.ts";
import { assertAvailable, resolveServer } from "../../src/calls/servers.ts";

function server(name: string, alias: string, unavailable: string | null = null) {
  return { name, alias, unavailable };
}

const SERVERS = [
  server("GitHub", "GitHub"),
  server("github", "github"),
  server("google-drive", "google_drive"),
  server("Jira", "jira_2"),
  server("jira", "jira", "its file is not trusted; run trust"),
];

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    assert.ok(error instanceof UpstreamError);
    return `${error.code}: ${error.message}`;
  }
  return assert.fail("nothing was thrown");
}

Deno.test("resolveServer() knows a server by name, by alias, and in another case if one is meant", () => {
  const cases = [
    ["github", "github"],
    ["GitHub", "GitHub"],
    ["google_drive", "google-drive"],
    ["Google-Drive", "google-drive"],
    ["JIRA_2", "Jira"],
  ] as const;
  for (const [asked, name] of cases) assert.equal(resolveServer(SERVERS, asked).name, name);
});

Deno.test("resolveServer() refuses to guess between servers that differ in case", () => {
  assert.equal(
    codeOf(() => resolveServer(SERVERS, "GITHUB")),
    'NOT_FOUND: No server is named "GITHUB" exactly, and several differ from it only in case: ' +
      '"GitHub", "github"',
  );
});

Deno.test("resolveServer() says which servers there are", () => {
  assert.equal(
    codeOf(() => resolveServer(SERVERS, "gogle-drive")),
    'NOT_FOUND: No server is named "gogle-drive"; did you mean "google-drive"? ' +
      "known servers: GitHub, github, google-drive, Jira, jira",
  );
});

Deno.test("assertAvailable() gives the reason", () => {
  assert.equal(
    codeOf(() => assertAvailable(resolveServer(SERVERS, "jira"))),
    'NOT_AVAILABLE: Server "jira" cannot be used: its file is not trusted; run trust',
  );
});
