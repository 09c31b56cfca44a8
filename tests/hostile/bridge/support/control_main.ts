/**
 * The control: the same module in a Worker that may do everything, so that what it tries must work.
 * The first argument names the module, beside this one; the second is its order.
 */

const [name = "", order = ""] = Deno.args;
const worker = new Worker(new URL(name, import.meta.url), {
  type: "module",
  deno: { permissions: "inherit" },
});
worker.addEventListener("message", ({ data }: MessageEvent) => {
  if (data.op === "emit") Deno.stdout.writeSync(data.bytes);
  if (data.op === "finished") Deno.exit(data.exitCode);
});
worker.postMessage({ op: "begin", job: { kind: "run", code: order } });
