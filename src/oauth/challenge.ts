/** What a server says of the sign-in that it wants. */
export interface Challenge {
  /** In lower case; `null` when the server names none. */
  readonly scheme: string | null;
  readonly error: string | null;
  readonly scope: string | null;
}

const PARAMETER = /\b([a-z_]{1,40})="([\x20\x21\x23-\x5b\x5d-\x7e]{0,1000})"/gi;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;

/** Reads `WWW-Authenticate` of the scheme Bearer (RFC 6750, section 3). */
export function readChallenge(header: string | null): Challenge {
  const found = new Map<string, string>();
  const text = (header ?? "").slice(0, 4_096);
  const scheme = /^\s*([a-z0-9-]{1,40})\b/i.exec(text)?.[1]?.toLowerCase() ?? null;
  if (scheme === "bearer") {
    for (const [, key = "", value = ""] of text.matchAll(PARAMETER)) {
      found.set(key.toLowerCase(), value);
    }
  }
  const scope = found.get("scope") ?? "";
  return { scheme, error: found.get("error") ?? null, scope: SCOPE.test(scope) ? scope : null };
}
