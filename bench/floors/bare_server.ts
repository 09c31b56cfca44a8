/**
 * The smallest server with the structure of the bridge: stdin and stdout on the main thread, an SDK
 * server with one tool in a Worker without rights.
 */

const worker = new Worker(new URL("./bare_worker.js", import.meta.url), {
  type: "module",
  deno: { permissions: "none" },
});
const stdout = Deno.stdout.writable.getWriter();
worker.addEventListener("message", (event: MessageEvent<Uint8Array>) => stdout.write(event.data));
for await (const chunk of Deno.stdin.readable) worker.postMessage(chunk);
Deno.exit(0);
