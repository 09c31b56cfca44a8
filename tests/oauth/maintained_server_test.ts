/** Sign-ins by an authorization server that others maintain, over real HTTP. */

import assert from "node:assert/strict";
import type { HttpDefinition } from "../../src/discovery/server_definition.ts";
import { createAccess } from "../../src/oauth/access.ts";
import { createGuardedFetch } from "../../src/oauth/guarded_fetch.ts";
import { login, type LoginOptions } from "../../src/oauth/login.ts";
import type { SignIn } from "../../src/oauth/sign_in.ts";
import { SignInStore } from "../../src/oauth/sign_in_store.ts";
import type { Access } from "../../src/remote/remote_server.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { createNetwork } from "../../src/system/node_network.ts";
import {
  type AuthorizationServer,
  REDIRECT_URL,
  REGISTERED,
  serveAuthorization,
} from "../support/authorization_server.ts";
import { withHttp } from "../support/http_bench.ts";
import type { HttpServer } from "../support/http_servers.ts";

const SYSTEM = createDenoSystem();

interface Stage {
  readonly authorization: AuthorizationServer;
  readonly server: HttpServer;
  readonly store: SignInStore;
  readonly log: string[];
  signIn(options?: Partial<LoginOptions>): Promise<SignIn>;
  access(): Access;
}

async function withStage(test: (stage: Stage) => Promise<void>): Promise<void> {
  await using authorization = await serveAuthorization();
  await using server = authorization.serve();
  const stateDir = await Deno.makeTempDir();
  const log: string[] = [];
  const note = (_level: string, message: string) => void log.push(message);
  const store = new SignInStore({ system: SYSTEM, log: note, stateDir });
  const { clock } = SYSTEM;
  const shared = { clock, log: note, read: () => undefined, privateHosts: [] };
  const fetch = createGuardedFetch({ ...shared, network: createNetwork() });
  try {
    await test({
      authorization,
      server,
      store,
      log,
      signIn: (options = {}) =>
        login({
          definition: byUrl(server),
          store,
          fetch,
          clock,
          redirectUrl: REDIRECT_URL,
          client: REGISTERED,
          clientMetadataUrl: null,
          confirm: () => Promise.resolve(true),
          visit: (page) => authorization.visit(page),
          ...options,
        }),
      access: () => createAccess({ name: "web", url: server.url, store, fetch, clock, log: note }),
    });
  } finally {
    await Deno.remove(stateDir, { recursive: true });
  }
}

function byUrl({ url }: HttpServer): HttpDefinition {
  return { kind: "http", url, headers: {} };
}

Deno.test("login() signs in by a client that was registered by hand, and by one that registers itself", async () => {
  await withStage(async ({ authorization, server, signIn, access }) => {
    const byHand = await signIn();
    assert.equal(byHand.issuer, authorization.issuer);
    assert.equal(byHand.clientId, REGISTERED.id);
    assert.equal(byHand.resource, server.url);
    const itself = await signIn({ client: null });
    assert.notEqual(itself.clientId, REGISTERED.id);
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
    }, { access });
    assert.deepEqual(authorization.grants, { authorization_code: 2 });
  });
});

Deno.test("a token that expires soon is renewed before a call, one that expired during it, and both replace the refresh token", async () => {
  await withStage(async ({ authorization, server, store, signIn, access }) => {
    authorization.lifetime = 10;
    const first = await signIn();
    authorization.lifetime = 3_600;
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
      const second = await store.read(server.url);
      assert.notEqual(second?.accessToken, first.accessToken);
      assert.notEqual(second?.refreshToken, first.refreshToken);
      await authorization.expire(second?.accessToken ?? "");
      assert.deepEqual(await call("web", "add", { a: 1, b: 2 }), { sum: 3 });
      assert.notEqual((await store.read(server.url))?.refreshToken, second?.refreshToken);
    }, { access });
    assert.deepEqual(authorization.grants, { authorization_code: 1, refresh_token: 2 });
  });
});

Deno.test("a sign-in that was revoked is an error with the command to run, and a new one works", async () => {
  await withStage(async ({ authorization, server, signIn, access, log }) => {
    const signedIn = await signIn();
    await authorization.revoke(signedIn.refreshToken ?? "");
    await authorization.expire(signedIn.accessToken);
    await withHttp({ web: server.url }, async ({ call, refusal }) => {
      const said = await refusal("NOT_AVAILABLE", call("web", "era"));
      assert.match(said, /asks for a sign-in: run: mcp-code-bridge login web$/);
      assert.ok(log.some((line) => /Cannot renew .*invalid_grant/.test(line)), log.join("\n"));
    }, { access });
    await signIn();
    await withHttp({ web: server.url }, async ({ call }) => {
      assert.equal(await call("web", "era"), "modern");
    }, { access });
  });
});

Deno.test("login() takes neither metadata nor an answer of another issuer", async () => {
  await withStage(async ({ authorization, store, signIn }) => {
    // the same server by another name
    const alias = authorization.issuer.replace("127.0.0.1", "localhost");
    await using other = authorization.serve({ authorizationServer: alias });
    await assert.rejects(signIn({ definition: byUrl(other) }), /issuer/i);
    const visit = async (page: URL) => {
      const back = await authorization.visit(page);
      assert.equal(back.searchParams.get("iss"), authorization.issuer);
      back.searchParams.set("iss", "https://evil.example");
      return back;
    };
    await assert.rejects(signIn({ visit }), /iss/i);
    assert.deepEqual(authorization.grants, {});
    assert.equal(await store.read(other.url), null);
  });
});

Deno.test("a token is given out for one server, and no other takes it", async () => {
  await withStage(async ({ authorization, server, signIn }) => {
    await using other = authorization.serve();
    const { accessToken } = await signIn();
    const headers = { authorization: `Bearer ${accessToken}` };
    const entries = { own: { url: server.url, headers }, other: { url: other.url, headers } };
    await withHttp(entries, async ({ call, refusal }) => {
      assert.equal(await call("own", "era"), "modern");
      assert.match(await refusal("NOT_AVAILABLE", call("other", "era")), /HTTP 401/);
    });
  });
});
