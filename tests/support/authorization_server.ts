/** An authorization server that others maintain (`oidc-provider`), and servers that trust its tokens. */

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider from "oidc-provider";
import { createMcpHandler } from "@modelcontextprotocol/server";
import { type HttpServer, serveHttp, toolServer } from "./http_servers.ts";

/** Where the browser comes back. */
export const REDIRECT_URL = "http://127.0.0.1:1/callback";
/** A client that is registered by hand, and its secret. */
export const REGISTERED = { id: "registered-by-hand", secret: "k3jf9a8sd0q2z5b1" };
/** The one user. */
const ACCOUNT = "ada";
/** Most redirects of a sign-in. */
const MOST_REDIRECTS = 8;

export interface AuthorizationServer extends AsyncDisposable {
  readonly issuer: string;
  /** Seconds for which an access token counts; may be changed between requests. */
  lifetime: number;
  /** A server that takes the tokens that were given out for it, and no other. */
  serve(options?: ProtectedServerOptions): HttpServer;
  /** What a browser does with the page of a sign-in: the address at which it ends. */
  visit(page: URL): Promise<URL>;
  /** Forgets an access token, as if its time were over. */
  expire(accessToken: string): Promise<void>;
  /** Takes a sign-in back, by its refresh token (RFC 7009). */
  revoke(refreshToken: string): Promise<void>;
  /** How often each kind of grant gave tokens. */
  readonly grants: Readonly<Record<string, number>>;
}

export interface ProtectedServerOptions {
  /** The authorization server that its metadata names. @default {the issuer} */
  readonly authorizationServer?: string;
}

/** What is used of the library, which has no types of its own. */
interface Library {
  readonly AccessToken: { find(token: string): Promise<LibraryToken | undefined> };
  readonly Grant: new (of: { accountId: string; clientId: string }) => LibraryGrant;
  on(event: "grant.success", listener: (context: GrantContext) => void): void;
  callback(): (request: IncomingMessage, response: ServerResponse) => void;
  interactionDetails(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ readonly params: Readonly<Record<string, unknown>> }>;
  interactionFinished(
    request: IncomingMessage,
    response: ServerResponse,
    result: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

interface LibraryToken {
  readonly aud: string;
  readonly isValid: boolean;
  destroy(): Promise<void>;
}

interface LibraryGrant {
  addOIDCScope(scope: string): void;
  addResourceScope(resource: string, scope: string): void;
  save(): Promise<string>;
}

interface GrantContext {
  readonly oidc: { readonly params: Readonly<Record<string, unknown>> };
}

/** Starts one. */
export async function serveAuthorization(): Promise<AuthorizationServer> {
  const listening = Promise.withResolvers<void>();
  let handle = (_request: IncomingMessage, response: ServerResponse): void => {
    response.end();
  };
  const http = createServer((request, response) => handle(request, response));
  http.listen(0, "127.0.0.1", () => listening.resolve());
  await listening.promise;
  const address = http.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  const settings = { lifetime: 3_600 };
  const provider = createProvider(issuer, { jwk: await signingKey(), settings });
  const grants: Record<string, number> = {};
  provider.on("grant.success", (context) => {
    const kind = String(context.oidc.params["grant_type"]);
    grants[kind] = (grants[kind] ?? 0) + 1;
  });
  const endpoints = provider.callback();
  handle = (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void endpoints(request, response);
    consent(provider, { request, response }).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  };
  return {
    issuer,
    grants,
    get lifetime() {
      return settings.lifetime;
    },
    set lifetime(seconds) {
      settings.lifetime = seconds;
    },
    serve: (options = {}) => serveProtected(provider, { issuer, ...options }),
    visit: followSignIn,
    expire: async (token) => await (await provider.AccessToken.find(token))?.destroy(),
    async revoke(token) {
      const response = await fetch(`${issuer}/token/revocation`, {
        method: "POST",
        body: new URLSearchParams({
          token,
          client_id: REGISTERED.id,
          client_secret: REGISTERED.secret,
        }),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`The token cannot be revoked: HTTP ${response.status}`);
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
  };
}

async function signingKey(): Promise<JsonWebKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return { ...await crypto.subtle.exportKey("jwk", privateKey), alg: "ES256" };
}

function createProvider(
  issuer: string,
  { jwk, settings }: { readonly jwk: JsonWebKey; readonly settings: { lifetime: number } },
): Library {
  return new Provider(issuer, {
    jwks: { keys: [jwk] },
    cookies: { keys: [crypto.randomUUID()] },
    scopes: ["tools"],
    clientDefaults: { id_token_signed_response_alg: "ES256" },
    clients: [{
      client_id: REGISTERED.id,
      client_secret: REGISTERED.secret,
      redirect_uris: [REDIRECT_URL],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
    }],
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: "tools",
          audience: resource,
          accessTokenFormat: "opaque",
          accessTokenTTL: settings.lifetime,
        }),
      },
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: { Session: 600, Interaction: 600, Grant: 600, RefreshToken: 600 },
    interactions: {
      url: (_context: unknown, { uid }: { readonly uid: string }) => `/interaction/${uid}`,
    },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id }),
    }),
  });
}

/** The user signs in and consents to all that is asked. */
async function consent(
  provider: Library,
  { request, response }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
  },
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: ACCOUNT, clientId: String(params["client_id"]) });
  const scope = String(params["scope"] ?? "");
  grant.addOIDCScope(scope);
  grant.addResourceScope(String(params["resource"]), scope);
  const result = { login: { accountId: ACCOUNT }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

function serveProtected(
  provider: Library,
  options: ProtectedServerOptions & { readonly issuer: string },
): HttpServer {
  const handler = createMcpHandler(({ era }) => toolServer(era));
  const server = serveHttp(async (request, { path }) => {
    const metadata = "/.well-known/oauth-protected-resource/mcp";
    if (path === metadata) {
      return Response.json({
        resource: server.url,
        authorization_servers: [options.authorizationServer ?? options.issuer],
        scopes_supported: ["tools"],
      });
    }
    const value = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    const token = await provider.AccessToken.find(value);
    if (token?.isValid && token.aud === server.url) return await handler.fetch(request);
    const where = new URL(metadata, server.url).href;
    return new Response("no", {
      status: 401,
      headers: { "www-authenticate": `Bearer resource_metadata="${where}"` },
    });
  });
  return server;
}

/** Follows a sign-in's redirects with its cookies, up to the address where the browser comes back. */
async function followSignIn(page: URL): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = page;
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(at, { redirect: "manual", headers: { cookie } });
    const text = await response.text();
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = line.split(";", 1)[0]?.split("=") ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location === null) throw new Error(`${at.pathname} answers ${response.status}: ${text}`);
    at = new URL(location, at);
    if (at.origin !== page.origin) return at;
  }
  throw new Error(`More than ${MOST_REDIRECTS} redirects`);
}
