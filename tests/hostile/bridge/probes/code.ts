import type { Probe, Target } from "../support/target.ts";

/** A specifier that no analysis of this file can see. */
function hidden(specifier: string): string {
  return [specifier].join("");
}

/** What a Worker says first. */
async function ask(url: string, options: object = {}): Promise<string> {
  const worker = new Worker(url, { type: "module", ...options });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(String(data));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
    });
  } finally {
    worker.terminate();
  }
}

function mustHold(text: string, { canary }: Target): void {
  if (!text.includes(canary)) throw new Error(text);
}

/** Code that reads the user's key and gives it back, as `deliver(…)`. */
function thief({ key }: Target, deliver: string): string {
  return `let found;
try { found = Deno.readTextFileSync(${
    JSON.stringify(key)
  }); } catch (error) { found = String(error); }
${deliver}(found);`;
}

function dataUrl(code: string): string {
  return `data:text/javascript,${encodeURIComponent(code)}`;
}

function blobUrl(code: string): string {
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** Loading code that is not the program's, or gaining rights by loading some. */
export const CODE: Readonly<Record<string, Probe>> = {
  "code.network": async ({ port }) => void await import(hidden(`http://127.0.0.1:${port}/x.js`)),
  "code.npm": async ({ npm }) => void await import(hidden(npm)),
  "code.file": async (target) => {
    const loaded = await import(hidden(new URL(`file://${target.esm}`).href));
    mustHold(String(loaded.default), target);
  },
  "code.require": async ({ module }) => {
    const { createRequire } = await import("node:module");
    createRequire(import.meta.url)(module);
  },
  "code.worker-of-file": async (target) => {
    mustHold(await ask(new URL(`file://${target.esm}`).href), target);
  },
  "code.worker-threads": async ({ module }) => {
    const { Worker } = await import("node:worker_threads");
    const worker = new Worker(module);
    await new Promise((resolve, reject) => worker.on("exit", resolve).on("error", reject));
  },
  "code.data-import": async (target) => {
    const code = `export default (() => { ${thief(target, "return")} })();`;
    mustHold(String((await import(hidden(dataUrl(code)))).default), target);
  },
  "code.blob-import": async (target) => {
    const code = `export default (() => { ${thief(target, "return")} })();`;
    mustHold(String((await import(hidden(blobUrl(code)))).default), target);
  },
  "code.data-worker": async (target) => {
    mustHold(await ask(dataUrl(thief(target, "postMessage"))), target);
  },
  "code.blob-worker": async (target) => {
    mustHold(await ask(blobUrl(thief(target, "postMessage"))), target);
  },
  "code.worker-with-more": async (target) => {
    const options = { deno: { permissions: { read: true } } };
    mustHold(await ask(dataUrl(thief(target, "postMessage")), options), target);
  },
  "code.worker-with-all": async (target) => {
    const permissions = {
      ...{ read: true, write: true, run: true, net: true, env: true },
      ...{ sys: true, ffi: true, import: true },
    };
    const options = { deno: { permissions } };
    mustHold(await ask(dataUrl(thief(target, "postMessage")), options), target);
  },
  "code.ask-for-permission": async ({ key }) => {
    const { state } = await Deno.permissions.request({ name: "read", path: key });
    if (state !== "granted") throw new Error(state);
  },
};
