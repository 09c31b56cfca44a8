/** A user signs in to a server on the command line, and programs call it. */

import assert from "node:assert/strict";
import { type OAuthServer, serveOAuth } from "../support/oauth_server.ts";
import { whenHung } from "../support/eventually.ts";
import { startBridge } from "./support/bridge_client.ts";
import { bridgeCommand, bridgeEnvironment } from "./support/bridge_command.ts";
import { createHome } from "./support/home.ts";

interface Ended {
  readonly code: number;
  readonly text: string;
}

/** Runs a command; `answer` gives the line to enter once it has printed a page. */
async function cli(
  home: string,
  args: readonly string[],
  answer: (page: URL) => Promise<string> = () => Promise.resolve(""),
): Promise<Ended> {
  const bridge = bridgeCommand();
  await using process = new Deno.Command(bridge.command, {
    args: [...bridge.args, ...args],
    env: bridgeEnvironment(home, { MCP_BRIDGE_RUNTIME: "embedded" }),
    clearEnv: true,
    cwd: home,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: whenHung(),
  }).spawn();
  const stderr = new Response(process.stderr).text();
  const writer = process.stdin.getWriter();
  let text = "";
  let answered = false;
  for await (const piece of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const page = /^ {2}(http\S+)$/m.exec(text)?.[1];
    if (page === undefined || answered) continue;
    answered = true;
    await writer.write(new TextEncoder().encode(`${await answer(new URL(page))}\n`));
  }
  const { code } = await process.status;
  await writer.close().catch(() => {});
  return { code, text: text + await stderr };
}

/** What a person copies from the browser's address line. */
function paste(server: OAuthServer): (page: URL) => Promise<string> {
  return async (page) => (await server.visit(page)).href;
}

Deno.test("login --no-browser signs in, programs call the server, and logout forgets it", async () => {
  await using server = serveOAuth();
  await using home = await createHome({ web: { url: server.url } });
  await using bridge = await startBridge({
    home: home.path,
    env: { MCP_BRIDGE_RUNTIME: "embedded" },
  });
  const call = () => bridge.run("await mcp_web.era()", { servers: ["web"] });
  assert.match((await call()).error ?? "", /asks for a sign-in: run: mcp-code-bridge login web/);

  const refused = await cli(home.path, ["login", "--no-browser", "web"]);
  assert.equal(refused.code, 1);
  assert.match(refused.text, /nobody can be asked whether that is right: add --yes/);
  assert.deepEqual(server.asked.register, []);

  const signedIn = await cli(home.path, ["login", "--no-browser", "--yes", "web"], paste(server));
  assert.equal(signedIn.code, 0, signedIn.text);
  const { origin } = new URL(server.url);
  assert.ok(signedIn.text.includes(`web wants you to sign in at ${origin}, by `), signedIn.text);
  assert.match(signedIn.text, /Signed in to web at .* \(tools\)\./);
  const answer = await call();
  assert.equal(answer.result, "modern", JSON.stringify(answer));

  const rights = await cli(home.path, ["permissions"]);
  assert.match(rights.text, /^ {2}net .*renews your sign-in to server web$/m);

  assert.match((await cli(home.path, ["logout", "web"])).text, /Forgot the sign-in to web\./);
  assert.match((await cli(home.path, ["logout", "web"])).text, /There is no sign-in to web\./);
});

Deno.test("login waits for the browser on 127.0.0.1, and says what it cannot sign in to", async () => {
  await using server = serveOAuth();
  await using home = await createHome({
    web: { url: server.url, oauth: { clientId: "of-the-entry" } },
    program: { command: "program" },
  });
  const visit = async (page: URL) => {
    const back = await server.visit(page);
    // what the browser would do with the redirect
    const shown = await fetch(back);
    assert.match(await shown.text(), /You can close this page/);
    return "";
  };
  const signedIn = await cli(home.path, ["login", "--yes", "web"], visit);
  assert.equal(signedIn.code, 0, signedIn.text);
  assert.match(signedIn.text, /Signed in to web/);
  assert.equal(server.asked.authorize[0]?.["client_id"], "of-the-entry");
  const program = await cli(home.path, ["login", "program"]);
  assert.equal(program.code, 2);
  assert.match(program.text, /Server "program" is not reached by URL/);
  assert.match((await cli(home.path, ["login", "none"])).text, /No server is named "none"/);
});
