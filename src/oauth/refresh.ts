import { isJsonObject, ownText, ownValue } from "../json/json.ts";
import { readJson } from "../json/read_json.ts";
import type { Clock } from "../system/system.ts";
import { cleanLine } from "../text/clean_text.ts";
import type { GuardedFetch } from "./guarded_fetch.ts";
import type { SignIn } from "./sign_in.ts";

export interface RefreshOptions {
  readonly fetch: GuardedFetch;
  readonly clock: Pick<Clock, "now">;
}

/** The refresh token does not count any more: only a new sign-in helps. */
export class RefreshRefused extends Error {
  override name = "RefreshRefused";
}

/**
 * Asks the authorization server that the user confirmed for another access token (RFC 6749, section 6).
 *
 * @throws {RefreshRefused} when it refuses
 * @throws {Error} when it cannot be asked now
 */
export async function refresh(signIn: SignIn, options: RefreshOptions): Promise<SignIn> {
  if (signIn.refreshToken === null) throw new RefreshRefused("there is no refresh token");
  const { clientId, clientSecret, clientAuth, resource } = signIn;
  const body = new URLSearchParams({
    grant_type: "refresh_token",
    refresh_token: signIn.refreshToken,
    resource,
  });
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
  };
  if (clientAuth === "client_secret_basic" && clientSecret !== null) {
    const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    headers["authorization"] = `Basic ${btoa(pair)}`;
  } else body.set("client_id", clientId);
  if (clientAuth === "client_secret_post" && clientSecret !== null) {
    body.set("client_secret", clientSecret);
  }
  const response = await options.fetch(signIn.tokenEndpoint, {
    method: "POST",
    headers,
    body: body.toString(),
  });
  const text = await response.text();
  if (!response.ok) {
    const why = cleanLine(text, 300);
    // 429 and 5xx say nothing of the token
    if (response.status >= 500 || response.status === 429) {
      throw new Error(`the authorization server answers HTTP ${response.status}: ${why}`);
    }
    throw new RefreshRefused(why);
  }
  const tokens = readTokens(text, options.clock.now());
  return { ...signIn, ...tokens, refreshToken: tokens.refreshToken ?? signIn.refreshToken };
}

/** What a token response says; see {@linkcode readTokens}. */
export type Tokens = Pick<SignIn, "accessToken" | "refreshToken" | "expiresAt"> & {
  readonly scope?: string;
};

/**
 * Reads a token response (RFC 6749, section 5.1).
 *
 * @throws {Error} when it holds no bearer token that a header can have
 */
export function readTokens(text: string, now: number): Tokens {
  const value = readJson(text);
  if (!isJsonObject(value)) throw new Error("the answer with the token is no object");
  const accessToken = ownText(value, "access_token");
  const type = ownText(value, "token_type") ?? "Bearer";
  if (accessToken === undefined || !/^[\x21-\x7e]{1,16384}$/.test(accessToken)) {
    throw new Error("the answer holds no access token");
  }
  if (type.toLowerCase() !== "bearer") {
    throw new Error(`a token of the type "${cleanLine(type, 40)}"`);
  }
  const seconds = Number(ownValue(value, "expires_in"));
  const scope = ownText(value, "scope");
  return {
    accessToken,
    refreshToken: ownText(value, "refresh_token") ?? null,
    expiresAt: Number.isFinite(seconds) && seconds > 0 ? now + seconds * 1_000 : null,
    ...(scope === undefined ? {} : { scope }),
  };
}
