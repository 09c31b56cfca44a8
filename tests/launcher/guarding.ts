/** Started by `group_guard_test.ts`: watches a process that only a signal ends, prints its id, and waits. */

import { GroupGuard } from "../../src/launcher/group_guard.ts";
import { createDenoSystem } from "../../src/system/deno_system.ts";

const system = createDenoSystem();
const guard = new GroupGuard({ system, log: () => {} });
const quick = system.spawn({ argv: ["/bin/sh", "-c", "exit"], env: {}, ownGroup: true });
guard.watch(quick);
await quick.exited;
// a signal ends the leader, and leaves the child that ignores it
const code = "(trap '' TERM; while :; do sleep 1; done) & echo $!; wait";
const stubborn = system.spawn({
  argv: ["/bin/sh", "-c", code],
  env: { PATH: "/usr/bin:/bin" },
  ownGroup: true,
});
guard.watch(stubborn);
for await (const chunk of stubborn.stdout) await Deno.stdout.write(chunk);
