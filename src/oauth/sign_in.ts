import { isJsonArray, isJsonObject, ownText, ownValue } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";

/** A sign-in to a server, as the launcher keeps it. */
export interface SignIn {
  /** The server's URL. */
  readonly url: string;
  /** What tokens are asked for (RFC 8707). */
  readonly resource: string;
  /** The authorization server, which the user has confirmed. */
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly clientAuth: "none" | "client_secret_basic" | "client_secret_post";
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since the Unix epoch; `null` when that is not known. */
  readonly expiresAt: number | null;
  readonly scope: string | null;
  /** A scope that the server has asked for since. */
  readonly wantedScope: string | null;
}

const TEXTS = ["url", "resource", "issuer", "tokenEndpoint", "clientId", "accessToken"] as const;
const OPTIONAL = ["clientSecret", "refreshToken", "scope", "wantedScope"] as const;
const CLIENT_AUTH = ["none", "client_secret_basic", "client_secret_post"] as const;
/** Version of the file. */
const FORMAT = 1;

/** The text of the file. */
export function formatSignIn(signIn: SignIn): string {
  return `${writeJson({ format: FORMAT, ...signIn }, 2)}\n`;
}

/** Reads the file; `null` when it is not ours, or of a later version. */
export function parseSignIn(text: string): SignIn | null {
  let value: unknown;
  try {
    value = readJson(text);
  } catch {
    return null;
  }
  if (!isJsonObject(value) || isJsonArray(value) || ownValue(value, "format") !== FORMAT) {
    return null;
  }
  const given = value;
  const texts = TEXTS.map((name) => ownText(given, name));
  const [url, resource, issuer, tokenEndpoint, clientId, accessToken] = texts;
  const clientAuth = CLIENT_AUTH.find((one) => one === ownText(given, "clientAuth"));
  if (
    url === undefined || resource === undefined || issuer === undefined ||
    tokenEndpoint === undefined || clientId === undefined || accessToken === undefined ||
    clientAuth === undefined
  ) return null;
  const [clientSecret, refreshToken, scope, wantedScope] = OPTIONAL
    .map((name) => ownText(given, name) ?? null);
  const expiresAt = ownValue(given, "expiresAt");
  return {
    url,
    resource,
    issuer,
    tokenEndpoint,
    clientId,
    clientSecret: clientSecret ?? null,
    clientAuth,
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: typeof expiresAt === "number" ? expiresAt : null,
    scope: scope ?? null,
    wantedScope: wantedScope ?? null,
  };
}
