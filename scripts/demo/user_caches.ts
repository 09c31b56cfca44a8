/** Where Deno and npm keep what they fetched for the user, who is not the demo's. */

/** Deno's cache, which already contains the packages that the demo needs. */
export function denoCache(): string {
  const named = Deno.env.get("DENO_DIR");
  if (named !== undefined) return named;
  if (Deno.build.os === "darwin") return `${home()}/Library/Caches/deno`;
  if (Deno.build.os === "windows") return `${Deno.env.get("LOCALAPPDATA")}\\deno`;
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${home()}/.cache`}/deno`;
}

/** npm's cache, with the programs that npx ran. */
export function npmCache(): string {
  const named = Deno.env.get("npm_config_cache");
  if (named !== undefined) return named;
  if (Deno.build.os === "windows") return `${Deno.env.get("LOCALAPPDATA")}\\npm-cache`;
  return `${home()}/.npm`;
}

function home(): string {
  return Deno.env.get(Deno.build.os === "windows" ? "USERPROFILE" : "HOME") ?? "";
}
