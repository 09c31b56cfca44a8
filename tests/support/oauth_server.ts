/** A server that wants a sign-in, and its authorization server, on one origin of loopback. */

import { createMcpHandler } from "@modelcontextprotocol/server";
import { type HttpServer, serveHttp, toolServer } from "./http_servers.ts";

export interface OAuthServer extends HttpServer {
  /** How the authorization server behaves; may be changed between requests. */
  readonly settings: OAuthSettings;
  /** Parameters of the requests to its endpoints, by endpoint. */
  readonly asked: Readonly<Record<"register" | "authorize" | "token", Record<string, string>[]>>;
  /** No access token that was given out counts any more. */
  expire(): void;
  /** No refresh token that was given out counts any more. */
  revoke(): void;
  /** What a browser does with the page of a sign-in: the address at which it ends. */
  visit(page: URL): Promise<URL>;
}

export interface OAuthSettings {
  /** `iss` of the answer. @default {the issuer} */
  iss: string | null;
  /** Issuer of the metadata. */
  issuer: string;
  /** Whether it says anything of itself. @default {true} */
  metadata: boolean;
  registration: boolean;
  documents: boolean;
  /** Scope without which a call is refused with 403. */
  needsScope: string | null;
  /** Where the token endpoint redirects. */
  tokenRedirect: string | null;
  expiresIn: number;
}

interface Grant {
  readonly challenge: string;
  readonly scope: string;
  readonly redirectUri: string;
}

/** Starts one. */
export function serveOAuth(): OAuthServer {
  const handler = createMcpHandler(({ era }) => toolServer(era));
  const asked: Record<"register" | "authorize" | "token", Record<string, string>[]> = {
    register: [],
    authorize: [],
    token: [],
  };
  const codes = new Map<string, Grant>();
  const access = new Map<string, string>();
  const refresh = new Map<string, string>();
  const random = () =>
    crypto.getRandomValues(new Uint8Array(24)).toBase64({ alphabet: "base64url" });
  const settings: OAuthSettings = {
    iss: null,
    issuer: "",
    metadata: true,
    registration: true,
    documents: false,
    needsScope: null,
    tokenRedirect: null,
    expiresIn: 3_600,
  };

  function issue(scope: string): Response {
    const [token, renewal] = [`at-${random()}`, `rt-${random()}`];
    access.set(token, scope);
    refresh.set(renewal, scope);
    return Response.json({
      access_token: token,
      refresh_token: renewal,
      token_type: "Bearer",
      expires_in: settings.expiresIn,
      scope,
    });
  }

  async function giveToken(params: Record<string, string>): Promise<Response> {
    if (settings.tokenRedirect !== null) {
      return new Response(null, { status: 307, headers: { location: settings.tokenRedirect } });
    }
    const refused = Response.json({ error: "invalid_grant" }, { status: 400 });
    if (params["grant_type"] === "refresh_token") {
      const scope = refresh.get(params["refresh_token"] ?? "");
      refresh.delete(params["refresh_token"] ?? "");
      return scope === undefined ? refused : issue(scope);
    }
    const grant = codes.get(params["code"] ?? "");
    codes.delete(params["code"] ?? "");
    const verifier = new TextEncoder().encode(params["code_verifier"] ?? "");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", verifier));
    const challenge = digest.toBase64({ alphabet: "base64url", omitPadding: true });
    const fits = grant?.challenge === challenge && grant.redirectUri === params["redirect_uri"];
    return fits && grant !== undefined ? issue(grant.scope) : refused;
  }

  function authorize(params: Record<string, string>): Response {
    const code = random();
    const redirectUri = params["redirect_uri"] ?? "";
    codes.set(code, {
      challenge: params["code_challenge"] ?? "",
      scope: params["scope"] ?? "tools",
      redirectUri,
    });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", params["state"] ?? "");
    back.searchParams.set("iss", settings.iss ?? settings.issuer);
    return new Response(null, { status: 302, headers: { location: back.href } });
  }

  function challenge(status: number, extra = ""): Response {
    const metadata = `${origin()}/.well-known/oauth-protected-resource/mcp`;
    const where = settings.metadata ? ` resource_metadata="${metadata}"` : "";
    return new Response("no", {
      status,
      headers: { "www-authenticate": `Bearer${where}${extra}` },
    });
  }

  const server = serveHttp(async (request, { path, body }) => {
    const url = new URL(request.url);
    const query = Object.fromEntries(url.searchParams);
    if (!settings.metadata && path.startsWith("/.well-known/")) {
      return new Response(null, { status: 404 });
    }
    switch (path) {
      case "/.well-known/oauth-protected-resource/mcp":
        return Response.json({
          resource: server.url,
          authorization_servers: [origin()],
          scopes_supported: ["tools"],
        });
      case "/.well-known/oauth-authorization-server":
        return Response.json({
          issuer: settings.issuer,
          authorization_endpoint: `${origin()}/authorize`,
          token_endpoint: `${origin()}/token`,
          ...(settings.registration ? { registration_endpoint: `${origin()}/register` } : {}),
          response_types_supported: ["code"],
          code_challenge_methods_supported: ["S256"],
          authorization_response_iss_parameter_supported: true,
          client_id_metadata_document_supported: settings.documents,
        });
      case "/register":
        asked.register.push(JSON.parse(body));
        return Response.json({ ...JSON.parse(body), client_id: "registered-1" }, { status: 201 });
      case "/authorize":
        asked.authorize.push(query);
        return authorize(query);
      case "/token": {
        const params = Object.fromEntries(new URLSearchParams(body));
        asked.token.push(params);
        return await giveToken(params);
      }
    }
    if (path !== "/mcp") return new Response(null, { status: 404 });
    const token = /^Bearer (.*)$/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    const scope = access.get(token);
    if (scope === undefined) return challenge(401);
    const { needsScope } = settings;
    if (needsScope !== null && !scope.split(" ").includes(needsScope)) {
      return challenge(403, `, error="insufficient_scope", scope="tools ${needsScope}"`);
    }
    return await handler.fetch(request);
  });
  const origin = () => new URL(server.url).origin;
  settings.issuer = origin();
  return {
    ...server,
    settings,
    asked,
    expire: () => access.clear(),
    revoke: () => refresh.clear(),
    async visit(page) {
      const response = await fetch(page, { redirect: "manual" });
      await response.body?.cancel();
      return new URL(response.headers.get("location") ?? "");
    },
  };
}
