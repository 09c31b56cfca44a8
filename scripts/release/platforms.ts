import { isWindows, type Target, TARGETS } from "../build/targets.ts";
import { NAME, type Release } from "./release.ts";

/** A platform, by the words of Node, npm and MCPB. */
export interface Platform {
  readonly target: Target;
  /** `process.platform`. */
  readonly os: "linux" | "darwin" | "win32";
  /** `process.arch`. */
  readonly cpu: "x64" | "arm64";
}

/** The platform of a target. */
export function platformOf(target: Target): Platform {
  const os = isWindows(target) ? "win32" : target.includes("-apple-") ? "darwin" : "linux";
  return { target, os, cpu: target.startsWith("x86_64-") ? "x64" : "arm64" };
}

/** Every platform that the program is compiled for. */
export const PLATFORMS: readonly Platform[] = TARGETS.map(platformOf);

/** `linux-x64`: how files and packages name a platform. */
export function platformName({ os, cpu }: Platform): string {
  return `${os}-${cpu}`;
}

/** Name of the executable that the user starts. */
export function executableName({ os }: Platform): string {
  return os === "win32" ? `${NAME}.exe` : NAME;
}

/** Name of the executable as `deno task compile --target` writes it. */
export function compiledName({ target, os }: Platform): string {
  return `${NAME}-${target}${os === "win32" ? ".exe" : ""}`;
}

/** Name of a platform's archive. Windows opens no `.tar.gz` by a double click. */
export function archiveName({ version }: Release, platform: Platform): string {
  const suffix = platform.os === "win32" ? "zip" : "tar.gz";
  return `${NAME}-${version}-${platformName(platform)}.${suffix}`;
}

/** Name of a platform's MCP bundle. */
export function bundleName({ version }: Release, platform: Platform): string {
  return `${NAME}-${version}-${platformName(platform)}.mcpb`;
}
