import type {
  AuthorizationServerMetadata,
  OAuthProtectedResourceMetadata,
} from "@modelcontextprotocol/client";
import type { HttpDefinition } from "../discovery/server_definition.ts";
import { messageOf } from "../errors.ts";
import type { GuardedFetch } from "./guarded_fetch.ts";

export interface FindOptions {
  readonly fetch: GuardedFetch;
  readonly sdk: typeof import("@modelcontextprotocol/client");
}

/** Where the user of a server signs in. */
export interface FoundAuthorization {
  /** The server's URL, without a fragment. */
  readonly url: URL;
  readonly challenge: ServerChallenge;
  /** What the server says of itself; older servers say nothing. */
  readonly resource: OAuthProtectedResourceMetadata | undefined;
  /** What the authorization server says of itself. */
  readonly metadata: AuthorizationServerMetadata;
  /** Whether it says nothing, and its endpoints are those of revision 2025-03-26. */
  readonly guessed: boolean;
}

/**
 * Finds the authorization server of a server (RFC 9728, RFC 8414).
 *
 * @throws {Error} with a clause about what failed
 */
export async function findAuthorization(
  definition: HttpDefinition,
  options: FindOptions,
): Promise<FoundAuthorization> {
  const { fetch, sdk } = options;
  const url = new URL(definition.url);
  url.hash = "";
  const challenge = await askServer(url, definition, options);
  const resource = await findResource(url, { ...options, challenge });
  const issuer = resource?.authorization_servers?.[0] ?? url.origin;
  const found = await sdk.discoverAuthorizationServerMetadata(issuer, { fetchFn: fetch });
  if (found === undefined && resource !== undefined) throw new Error(silence(issuer));
  const metadata = found ?? defaultMetadata(url);
  return { url, challenge, resource, metadata, guessed: found === undefined };
}

/** What a server says of the sign-in that it wants. */
export interface ServerChallenge {
  readonly resourceMetadataUrl?: URL;
  readonly scope?: string;
}

/** What the server says when it is asked without a token. */
async function askServer(
  url: URL,
  definition: HttpDefinition,
  { fetch, sdk }: FindOptions,
): Promise<ServerChallenge> {
  const response = await fetch(url, {
    method: definition.type === "sse" ? "GET" : "POST",
    headers: {
      ...definition.headers,
      accept: "application/json, text/event-stream",
      ...(definition.type === "sse" ? {} : { "content-type": "application/json" }),
    },
    ...(definition.type === "sse" ? {} : { body: ASK }),
  });
  return response.status === 401 || response.status === 403
    ? sdk.extractWWWAuthenticateParams(response)
    : {};
}

/** A request that does nothing, whether or not the server takes it. */
const ASK = '{"jsonrpc":"2.0","id":0,"method":"ping"}';

async function findResource(
  url: URL,
  { challenge, fetch, sdk }: FindOptions & { readonly challenge: ServerChallenge },
): Promise<OAuthProtectedResourceMetadata | undefined> {
  const { resourceMetadataUrl } = challenge;
  const found = await sdk.discoverOAuthProtectedResourceMetadata(
    url,
    resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl },
    fetch,
  ).catch((error: unknown) => {
    // older servers have none, and are their own authorization server
    if (resourceMetadataUrl === undefined) return undefined;
    throw new Error(`its metadata cannot be read: ${messageOf(error)}`);
  });
  if (found === undefined) return undefined;
  const fits = sdk.checkResourceAllowed({
    requestedResource: url,
    configuredResource: found.resource,
  });
  if (!fits) throw new Error(`its metadata is for another server, ${found.resource}`);
  return found;
}

/** What is wrong with a server whose sign-in could only be guessed, as a clause. */
export function silence(authorizationServer: string): string {
  return `${authorizationServer} says nothing of how to sign in (RFC 8414)`;
}

/**
 * Where a server of revision 2025-03-26 has its endpoints when it has no metadata ("Fallbacks for
 * Servers without Metadata Discovery").
 */
function defaultMetadata({ origin }: URL): AuthorizationServerMetadata {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    registration_endpoint: `${origin}/register`,
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
  };
}
