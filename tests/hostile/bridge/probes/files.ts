import type { Probe, Target } from "../support/target.ts";

function mustHold(text: string, { canary }: Target): void {
  if (!text.includes(canary)) throw new Error("not what was looked for");
}

/** Reading and writing outside of the bridge's own folder. */
export const FILES: Readonly<Record<string, Probe>> = {
  "read.key": async (target) => mustHold(await Deno.readTextFile(target.key), target),
  "read.key-by-node": async (target) => {
    const { readFileSync } = await import("node:fs");
    mustHold(readFileSync(target.key, "utf8"), target);
  },
  "read.key-through-link": async (target) => {
    const link = `${target.own}/link`;
    await Deno.symlink(target.key, link);
    try {
      mustHold(await Deno.readTextFile(link), target);
    } finally {
      await Deno.remove(link);
    }
  },
  "read.key-through-dots": async (target) => {
    mustHold(await Deno.readTextFile(`${target.own}/../../.ssh/id_test`), target);
  },
  "read.key-by-import": async (target) => {
    const specifier = new URL(`file://${target.json}`).href;
    const { default: value } = await import(specifier, { with: { type: "json" } });
    mustHold(JSON.stringify(value), target);
  },
  "read.key-by-fetch": async (target) => {
    mustHold(await (await fetch(new URL(`file://${target.key}`))).text(), target);
  },
  "read.list": async ({ outside }) => {
    for await (const _ of Deno.readDir(outside)) return;
  },
  "read.trust": async ({ stateDir }) => void await Deno.readTextFile(`${stateDir}/trust.json`),
  "read.own-environment": (target) => mustHold(JSON.stringify(Deno.env.toObject()), target),
  "read.own-variable": (target) => mustHold(Deno.env.get("CANARY") ?? "", target),
  "read.own-variable-by-node": async (target) => {
    const { env } = await import("node:process");
    mustHold(env["CANARY"] ?? "", target);
  },
  "read.environment-of-launcher": async (target) => {
    mustHold(await Deno.readTextFile(`/proc/${Deno.pid}/environ`), target);
  },
  "read.environment-of-server": async (target) => {
    mustHold(await Deno.readTextFile(`/proc/${target.bystander}/environ`), target);
  },
  "read.memory-of-launcher": async () => {
    (await Deno.open(`/proc/${Deno.pid}/mem`)).close();
  },
  "write.outside": ({ outside }) => Deno.writeTextFile(`${outside}/written`, "x"),
  "write.trust": ({ stateDir }) => Deno.writeTextFile(`${stateDir}/trust.json`, "{}"),
  "write.over-trust-by-rename": async ({ own, stateDir }) => {
    await Deno.writeTextFile(`${own}/trust.json`, "{}");
    await Deno.rename(`${own}/trust.json`, `${stateDir}/trust.json`);
  },
  "write.beside-own": ({ own }) => Deno.writeTextFile(`${own}-beside`, "x"),
  "write.through-link": async ({ own, outside }) => {
    await Deno.symlink(outside, `${own}/elsewhere`);
    try {
      await Deno.writeTextFile(`${own}/elsewhere/written`, "x");
    } finally {
      await Deno.remove(`${own}/elsewhere`);
    }
  },
  "write.through-hard-link": async ({ own, key }) => {
    await Deno.link(key, `${own}/hard`);
    await Deno.remove(`${own}/hard`);
  },
  "write.remove": async ({ outside }) => await Deno.remove(`${outside}/removable`),
  "write.temporary": async () => await Deno.remove(await Deno.makeTempFile()),
  "write.variable": () => Deno.env.set("CANARY", "x"),
  "write.directory": ({ outside }) => Deno.chdir(outside),
  "write.umask": () => void Deno.umask(0),
  "write.database": async ({ outside }) => {
    const { DatabaseSync } = await import("node:sqlite");
    new DatabaseSync(`${outside}/database`).close();
  },
  "write.heap-snapshot": async ({ outside }) => {
    const { writeHeapSnapshot } = await import("node:v8");
    writeHeapSnapshot(`${outside}/heap`);
  },
};
