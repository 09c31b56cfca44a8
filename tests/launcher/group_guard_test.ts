import assert from "node:assert/strict";
import { createDenoSystem } from "../../src/system/deno_system.ts";
import { eventually } from "../support/eventually.ts";
import { fromFileUrl } from "../support/paths.ts";

Deno.test({
  name: "GroupGuard ends what a program that was killed has started, also what ignores SIGTERM",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const system = createDenoSystem();
    const program = fromFileUrl(import.meta.resolve("./guarding.ts"));
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-prompt", program],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    const pid = Number((await reader.read()).value);
    assert.ok(await system.processExists(pid));
    child.kill("SIGKILL");
    await child.status;
    await eventually("it has gone", async () => !await system.processExists(pid));
    await reader.cancel();
  },
});
