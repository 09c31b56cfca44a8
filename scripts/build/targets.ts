/** Platforms that the program is compiled for, by Deno's names. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

export type Target = (typeof TARGETS)[number];

/** The target with this name, or `null`. */
export function findTarget(name: string): Target | null {
  return TARGETS.find((target) => target === name) ?? null;
}

/** Whether a target is Windows. */
export function isWindows(target: Target): boolean {
  return target.includes("-windows-");
}
