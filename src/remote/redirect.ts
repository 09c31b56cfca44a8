import type { HttpResponse } from "../system/network.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface RedirectScene {
  readonly from: URL;
  /** The origin of the server's entry, which alone gets its headers. */
  readonly origin: string;
  readonly method: string;
}

export type Redirect =
  | { readonly ok: true; readonly url: URL }
  /** Why it is not followed, and what to do, as a clause about the server. */
  | { readonly ok: false; readonly reason: string };

/**
 * Where an answer redirects to; `null` when it does not. Another origin gets nothing: what is sent may
 * hold credentials and always holds the user's data. A POST that would become a GET says nothing.
 */
export function redirectTarget(
  response: Pick<HttpResponse, "status" | "header">,
  { from, origin, method }: RedirectScene,
): Redirect | null {
  const location = REDIRECTS.has(response.status) ? response.header("location") : null;
  if (location === null) return null;
  const url = URL.parse(location, from.href);
  if (url === null) return { ok: false, reason: "it redirects to what is no URL" };
  if (url.origin !== origin || url.username !== "" || url.password !== "") {
    const shown = `${url.protocol}//${url.host}${url.pathname}`.slice(0, 500);
    return {
      ok: false,
      reason: `it redirects to another origin, ${shown}, which is not followed; ` +
        "if that is the server, write it into the entry's URL",
    };
  }
  if (method !== "GET" && response.status !== 307 && response.status !== 308) {
    return {
      ok: false,
      reason: `it redirects with HTTP ${response.status}, which would lose the message; ` +
        `write ${url.pathname.slice(0, 500)} as the path of the entry's URL`,
    };
  }
  url.hash = "";
  return { ok: true, url };
}
