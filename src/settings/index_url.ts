import { text } from "./kinds.ts";
import type { SettingKind } from "./setting.ts";

/** Characters of an address. */
const MAX_URL = 2_000;

/** The address of a package index. It may hold a name and a password, of which nothing is shown. */
export const INDEX_URL: SettingKind<URL> = text({
  allowed: "an http or https URL",
  parse: parseIndexUrl,
  write: (url) => withoutPassword(url).href,
});

/** The address as people may see it. */
function withoutPassword(url: URL): URL {
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  return shown;
}

/**
 * An address.
 *
 * @throws {SyntaxError} when the text is none; the message is a clause and shows no password
 */
export function parseIndexUrl(text: string): URL {
  const url = text.length > MAX_URL ? null : URL.parse(text);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new SyntaxError("not an address of an index; allowed: a URL with https:// or http://");
}
