/** Sign-ins to a real server with a real authorization server, over real HTTP. */

import assert from "node:assert/strict";
import type { HttpDefinition } from "../../src/discovery/server_definition.ts";
import { createAccess } from "../../src/oauth/access.ts";
import { createGuardedFetch } from "../../src/oauth/guarded_fetch.ts";
import { login, type LoginOptions } from "../../src/oauth/login.ts";
import { SignInStore } from "../../src/oauth/sign_in_store.ts";
import type { Access } from "../../src/remote/remote_server.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { createNetwork } from "../../src/system/node_network.ts";
import { withHttp } from "../support/http_bench.ts";
import { type OAuthServer, serveOAuth } from "../support/oauth_server.ts";
import { serveHttp } from "../support/http_servers.ts";

const SYSTEM = createDenoSystem();
const SIGNAL = new AbortController().signal;
const REDIRECT = "http://127.0.0.1:1/callback";

interface Stage {
  readonly server: OAuthServer;
  readonly store: SignInStore;
  readonly stateDir: string;
  readonly log: string[];
  signIn(options?: Partial<LoginOptions>): ReturnType<typeof login>;
  /** As one more bridge of the user has it. */
  access(name?: string): Access;
}

async function withStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  await using server = serveOAuth();
  const stateDir = await Deno.makeTempDir();
  const log: string[] = [];
  const note = (_level: string, message: string) => void log.push(message);
  const store = new SignInStore({ system: SYSTEM, log: note, stateDir });
  const { clock } = SYSTEM;
  const fetch = createGuardedFetch({
    network: createNetwork(),
    clock,
    log: note,
    read: () => undefined,
    privateHosts: [],
  });
  const definition: HttpDefinition = { kind: "http", url: server.url, headers: {} };
  try {
    await test({
      server,
      store,
      stateDir,
      log,
      signIn: (options = {}) =>
        login({
          definition,
          store,
          fetch,
          clock,
          redirectUrl: REDIRECT,
          client: null,
          clientMetadataUrl: null,
          confirm: () => Promise.resolve(true),
          visit: (page) => server.visit(page),
          ...options,
        }),
      access: (name = "web") =>
        createAccess({ name, url: server.url, store, fetch, clock, log: note }),
    });
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

Deno.test("login() registers, has the user confirm, and gives a token with which programs call the server", async () => {
  await withStage(async ({ server, store, stateDir, signIn, access }) => {
    const confirmed: unknown[] = [];
    const signed = await signIn({
      confirm: (asked) => {
        confirmed.push(asked);
        return Promise.resolve(true);
      },
    });
    const { host, origin } = new URL(server.url);
    assert.deepEqual(confirmed, [{ issuer: origin, hosts: [host] }]);
    assert.deepEqual(server.asked.register[0]?.["redirect_uris"], [REDIRECT]);
    assert.equal(server.asked.register[0]?.["application_type"], "native");
    const [asked] = server.asked.authorize;
    assert.equal(asked?.["code_challenge_method"], "S256");
    assert.equal(asked?.["resource"], server.url);
    assert.equal(signed.scope, "tools");
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
    }, { access: () => access() });
    if (SYSTEM.platform !== "windows") {
      const folder = `${stateDir}/tokens`;
      assert.equal((await SYSTEM.files.info(folder))?.mode, 0o700);
      for (const name of await SYSTEM.files.list(folder)) {
        assert.equal((await SYSTEM.files.info(`${folder}/${name}`))?.mode, 0o600, name);
      }
    }
    assert.deepEqual(await store.read(server.url), signed);
    // the same authorization server is not asked about again
    await signIn({ confirm: () => Promise.resolve(false) });
  });
});

Deno.test("a server that wants a sign-in is an error with the command to run", async () => {
  await withStage(async ({ server, access }) => {
    await withHttp({ "my web": server.url }, async ({ call, refusal }) => {
      assert.equal(
        await refusal("NOT_AVAILABLE", call("my web", "era")),
        "Server \"my web\" asks for a sign-in: run: mcp-code-bridge login 'my web'",
      );
    }, { access: (name) => access(name) });
  });
});

Deno.test("an expired token is renewed during a call, which is then sent once more, and the refresh token is replaced", async () => {
  await withStage(async ({ server, store, signIn, access }) => {
    const first = await signIn();
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
      server.expire();
      assert.deepEqual(await call("web", "add", { a: 1, b: 2 }), { sum: 3 });
    }, { access: () => access() });
    const second = await store.read(server.url);
    assert.notEqual(second?.accessToken, first.accessToken);
    assert.notEqual(second?.refreshToken, first.refreshToken);
    assert.equal(
      server.asked.token.filter((one) => one["grant_type"] === "refresh_token").length,
      1,
    );
  });
});

Deno.test("eight bridges of a user renew a token once", async () => {
  await withStage(async ({ server, signIn, access }) => {
    const { accessToken } = await signIn();
    server.expire();
    const bridges = Array.from({ length: 8 }, () => access());
    const tokens = await Promise.all(bridges.map((bridge) => bridge.renew(accessToken, SIGNAL)));
    assert.equal(new Set(tokens).size, 1);
    assert.ok(tokens[0]?.startsWith("at-") && tokens[0] !== accessToken);
    assert.equal(server.asked.token.length, 2);
  });
});

Deno.test("a token that is about to expire is renewed before it is sent", async () => {
  await withStage(async ({ server, signIn, access }) => {
    server.settings.expiresIn = 10;
    const { accessToken } = await signIn();
    server.settings.expiresIn = 3_600;
    const token = await access().token(SIGNAL);
    assert.ok(token !== null && token !== accessToken);
    assert.equal(await access().token(SIGNAL), token);
  });
});

Deno.test("a sign-in that was revoked is an error with the command to run", async () => {
  await withStage(async ({ server, signIn, access, log }) => {
    await signIn();
    server.expire();
    server.revoke();
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      const said = await refusal("NOT_AVAILABLE", call("web", "era"));
      assert.match(said, /asks for a sign-in: run: mcp-code-bridge login web$/);
      assert.ok(
        log.some((line) => /Cannot renew the sign-in to server "web": .*invalid_grant/.test(line)),
      );
    }, { access: () => access() });
  });
});

Deno.test("a call that needs more scope says so, and the next login asks for all of it", async () => {
  await withStage(async ({ server, signIn, access }) => {
    await signIn();
    server.settings.needsScope = "admin";
    const options = { access: () => access() };
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      assert.match(
        await refusal("NOT_AVAILABLE", call("web", "era")),
        /asks for more than your sign-in allows \(tools admin\): run: mcp-code-bridge login web/,
      );
    }, options);
    assert.equal((await signIn()).scope, "tools admin");
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
    }, options);
  });
});

Deno.test("login() takes no code from another issuer, and none that answers another sign-in", async () => {
  await withStage(async ({ server, store, signIn }) => {
    server.settings.iss = "https://evil.example";
    await assert.rejects(signIn(), /iss/i);
    server.settings.iss = null;
    const visit = async (page: URL) => {
      const back = await server.visit(page);
      back.searchParams.set("state", "forged");
      return back;
    };
    await assert.rejects(signIn({ visit }), /the answer is none to this sign-in/);
    assert.deepEqual(server.asked.token, []);
    assert.equal(await store.read(server.url), null);
  });
});

Deno.test("login() takes no metadata that names another issuer than where it was found", async () => {
  await withStage(async ({ server, signIn }) => {
    server.settings.issuer = "https://evil.example";
    await assert.rejects(signIn(), /issuer/i);
    assert.deepEqual(server.asked.register, []);
  });
});

Deno.test("login() finds a server of revision 2025-03-26 that has no metadata, and says so of one that knows no sign-in", async () => {
  await withStage(async ({ server, signIn }) => {
    server.settings.metadata = false;
    const signed = await signIn();
    assert.equal(signed.tokenEndpoint, `${new URL(server.url).origin}/token`);
    assert.equal(server.asked.register.length, 1);
    await using none = serveHttp(() => new Response(null, { status: 404 }));
    await assert.rejects(
      signIn({ definition: { kind: "http", url: none.url, headers: {} } }),
      /says nothing of how to sign in \(RFC 8414\)/,
    );
  });
});

Deno.test("login() tells an authorization server nothing before the user has confirmed it", async () => {
  await withStage(async ({ server, signIn }) => {
    await assert.rejects(signIn({ confirm: () => Promise.resolve(false) }), /you did not confirm/);
    assert.deepEqual(server.asked, { register: [], authorize: [], token: [] });
  });
});

Deno.test("login() prefers a client that the user registered, then a document, then registration", async () => {
  await withStage(async ({ server, signIn }) => {
    server.settings.documents = true;
    const clientMetadataUrl = "https://client.example/mcp.json";
    const client = { id: "mine", secret: null };
    assert.equal((await signIn({ client, clientMetadataUrl })).clientId, "mine");
    assert.equal((await signIn({ clientMetadataUrl })).clientId, clientMetadataUrl);
    assert.equal((await signIn()).clientId, "registered-1");
    assert.equal(server.asked.register.length, 1);
    server.settings.registration = false;
    await assert.rejects(signIn(), /registers no clients: register one by hand.*--client-id/);
  });
});

Deno.test("a token endpoint that redirects gets nothing sent elsewhere", async () => {
  await withStage(async ({ server, signIn, access }) => {
    await using other = serveHttp(() => Response.json({ access_token: "stolen" }));
    const { accessToken } = await signIn();
    server.settings.tokenRedirect = other.url;
    assert.equal(await access().renew(accessToken, SIGNAL), null);
    assert.deepEqual(other.seen, []);
  });
});

Deno.test("a header of the entry is used instead of a sign-in", async () => {
  await withStage(async ({ server, signIn, access }) => {
    await signIn();
    const headers = { authorization: "Bearer mine" };
    await withHttp({ web: { url: server.url, headers } }, async ({ call, refusal }) => {
      assert.match(await refusal("NOT_AVAILABLE", call("web", "era")), /HTTP 401/);
    }, { access: () => access() });
    const sent = server.seen.filter(({ path, rpc }) => path === "/mcp" && rpc !== "ping");
    assert.ok(sent.every(({ headers }) => headers.get("authorization") === "Bearer mine"));
  });
});

Deno.test("createGuardedFetch() asks no private address, no plain http elsewhere, and reads 1 MiB at most", async () => {
  await using large = serveHttp(() => new Response("x".repeat(2 * 1024 * 1024)));
  const fetch = createGuardedFetch({
    network: { ...createNetwork(), resolve: () => Promise.resolve(["10.0.0.1"]) },
    clock: SYSTEM.clock,
    log: () => {},
    read: () => undefined,
    privateHosts: [],
  });
  await assert.rejects(fetch("http://auth.example/token"), /it must be https/);
  await assert.rejects(fetch("https://auth.example/token"), /leads to 10.0.0.1, a private network/);
  await assert.rejects(fetch("https://169.254.169.254/"), /metadata/);
  await assert.rejects(fetch(large.url), /more than 1048576 bytes/);
});
