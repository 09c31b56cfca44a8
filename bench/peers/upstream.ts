import { bundle } from "../bundle.ts";
import type { Bench } from "../row.ts";

/** A server that listens on the loopback interface. */
export interface HttpUpstream extends AsyncDisposable {
  readonly url: string;
}

/** Starts the server of `floors/upstream_http.ts`. */
export async function startHttpUpstream(bench: Bench): Promise<HttpUpstream> {
  const { command, args } = await bundle(bench, "upstream_http");
  const process = new Deno.Command(command, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value } = await reader.read();
  if (value === undefined) throw new Error("Cannot start the server over HTTP: it has ended");
  return {
    url: value.trim(),
    async [Symbol.asyncDispose]() {
      await process.stdin.close();
      await reader.cancel();
      await process.status;
    },
  };
}
