import type {
  AuthorizationServerMetadata,
  OAuthClientInformationMixed,
} from "@modelcontextprotocol/client";
import { messageOf } from "../errors.ts";
import { hostAndPort } from "../discovery/host_and_port.ts";
import type { HttpDefinition, RegisteredClient } from "../discovery/server_definition.ts";
import type { Clock } from "../system/system.ts";
import { findAuthorization, silence } from "./find_authorization.ts";
import type { GuardedFetch } from "./guarded_fetch.ts";
import type { SignIn } from "./sign_in.ts";
import type { SignInStore } from "./sign_in_store.ts";

export interface LoginOptions {
  readonly definition: HttpDefinition;
  readonly store: SignInStore;
  readonly fetch: GuardedFetch;
  readonly clock: Pick<Clock, "now">;
  /** Where the browser comes back. */
  readonly redirectUrl: string;
  readonly client: RegisteredClient | null;
  /** https URL of a client id metadata document, which names us. */
  readonly clientMetadataUrl: string | null;
  /** Asks the user whether this authorization server is the one that is meant. */
  readonly confirm: (server: AuthorizationServer) => Promise<boolean>;
  /** Sends the user to a page, and gives the address with which the browser comes back. */
  readonly visit: (page: URL) => Promise<URL>;
}

/** Who would get the user's sign-in. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** Hosts of its pages and of its tokens. */
  readonly hosts: readonly string[];
}

type Sdk = typeof import("@modelcontextprotocol/client");

/**
 * Signs the user in to a server by OAuth 2.1: finds its authorization server (RFC 9728, RFC 8414),
 * becomes known to it, and exchanges the code of the user's consent, bound by PKCE and `iss` (RFC 9207).
 *
 * @throws {Error} with a clause about what failed
 */
export async function login(options: LoginOptions): Promise<SignIn> {
  const sdk = await import("@modelcontextprotocol/client");
  const { definition, fetch, store } = options;
  const { url, challenge, resource, metadata, guessed } = await findAuthorization(
    definition,
    { fetch, sdk },
  );
  const former = await store.read(definition.url);
  if (former?.issuer !== metadata.issuer) {
    const hosts = [metadata.authorization_endpoint, metadata.token_endpoint]
      .map((one) => hostAndPort(new URL(one)).shown);
    const server = { issuer: metadata.issuer, hosts: [...new Set(hosts)] };
    if (!await options.confirm(server)) {
      throw new Error("you did not confirm the authorization server");
    }
  }
  const scope = sdk.computeScopeUnion(
    challenge.scope ?? resource?.scopes_supported?.join(" "),
    former?.scope ?? undefined,
    former?.wantedScope ?? undefined,
  );
  const client = await findClient(metadata, { ...options, scope }, sdk).catch((error) => {
    // most servers that say nothing know no sign-in
    throw guessed ? new Error(`${silence(metadata.issuer)}: ${messageOf(error)}`) : error;
  });
  const state = crypto.getRandomValues(new Uint8Array(24)).toBase64({ alphabet: "base64url" });
  const audience = resource?.resource ?? url.href;
  const { authorizationUrl, codeVerifier } = await sdk.startAuthorization(metadata.issuer, {
    metadata,
    clientInformation: client,
    redirectUrl: options.redirectUrl,
    state,
    resource: audience,
    ...(scope === undefined ? {} : { scope }),
  });
  const code = readAnswer(await options.visit(authorizationUrl), { state, metadata, sdk });
  const tokens = await sdk.exchangeAuthorization(metadata.issuer, {
    metadata,
    clientInformation: client,
    authorizationCode: code.code,
    ...(code.iss === undefined ? {} : { iss: code.iss }),
    codeVerifier,
    redirectUri: options.redirectUrl,
    resource: audience,
    fetchFn: fetch,
  });
  const expires = tokens.expires_in;
  const signIn: SignIn = {
    url: definition.url,
    resource: audience,
    issuer: metadata.issuer,
    tokenEndpoint: metadata.token_endpoint,
    clientId: client.client_id,
    clientSecret: client.client_secret ?? null,
    clientAuth: clientAuthOf(client, metadata),
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? null,
    expiresAt: expires === undefined ? null : options.clock.now() + expires * 1_000,
    scope: tokens.scope ?? scope ?? null,
    wantedScope: null,
  };
  await store.locked(definition.url, () => store.write(signIn));
  return signIn;
}

/** As the specification orders them: registered before, by document, by registration. */
async function findClient(
  metadata: AuthorizationServerMetadata,
  options: LoginOptions & { readonly scope: string | undefined },
  sdk: Sdk,
): Promise<OAuthClientInformationMixed> {
  const { client, clientMetadataUrl, redirectUrl, scope } = options;
  if (client !== null) {
    return {
      client_id: client.id,
      ...(client.secret === null ? {} : { client_secret: client.secret }),
    };
  }
  const byDocument = Reflect.get(metadata, "client_id_metadata_document_supported") === true;
  if (byDocument && clientMetadataUrl !== null) return { client_id: clientMetadataUrl };
  if (metadata.registration_endpoint === undefined) {
    throw new Error(
      `${metadata.issuer} registers no clients: register one by hand, with the redirect URL ` +
        `${redirectUrl} and a fixed --callback-port, and give --client-id, or "clientId" in its entry`,
    );
  }
  return await sdk.registerClient(metadata.issuer, {
    metadata,
    clientMetadata: {
      client_name: "mcp-code-bridge",
      // the browser comes back to this machine (2026-07-28, "Application Type")
      application_type: "native",
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    },
    ...(scope === undefined ? {} : { scope }),
    fetchFn: options.fetch,
  });
}

function readAnswer(
  answer: URL,
  { state, metadata, sdk }: {
    readonly state: string;
    readonly metadata: AuthorizationServerMetadata;
    readonly sdk: Sdk;
  },
): { readonly code: string; readonly iss: string | undefined } {
  const { searchParams } = answer;
  if (searchParams.get("state") !== state) throw new Error("the answer is none to this sign-in");
  const iss = searchParams.get("iss") ?? undefined;
  const supported =
    Reflect.get(metadata, "authorization_response_iss_parameter_supported") === true;
  sdk.validateAuthorizationResponseIssuer({
    iss,
    expectedIssuer: metadata.issuer,
    issParameterSupported: supported,
  });
  const error = searchParams.get("error");
  if (error !== null) {
    const why = searchParams.get("error_description") ?? "";
    throw new Error(`the authorization server refuses: ${error} ${why}`.trim().slice(0, 500));
  }
  const code = searchParams.get("code");
  if (code === null || code === "") throw new Error("the answer holds no code");
  return { code, iss };
}

function clientAuthOf(
  client: OAuthClientInformationMixed,
  metadata: AuthorizationServerMetadata,
): SignIn["clientAuth"] {
  if (client.client_secret === undefined) return "none";
  const offered = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
  return offered.includes("client_secret_basic") ? "client_secret_basic" : "client_secret_post";
}
