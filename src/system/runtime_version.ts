import { versions } from "node:process";

/** The version of this JavaScript runtime and of its engine: `deno 2.9.6 v8 15.0.245.2`. */
export function runtimeVersion(): string {
  return `deno ${versions.deno} v8 ${versions.v8}`;
}

/** The version of Deno alone: `2.9.6`. */
export function denoVersion(): string {
  return versions.deno ?? "";
}
