import { messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import { once } from "../system/once.ts";
import type { ChildProcess, System } from "../system/system.ts";

/**
 * Reads `+ PID` and `- PID`. Its stdin ends however the bridge ends. Then it ends the groups that
 * are left as the launcher would have. For a second they may end by themselves, because their own
 * stdin has ended. Then comes SIGTERM, and SIGKILL three seconds later.
 */
const SCRIPT = `
groups=
while read -r change group; do
  rest=
  for known in $groups; do [ "$known" = "$group" ] || rest="$rest $known"; done
  groups=$rest
  [ "$change" = - ] || groups="$groups $group"
done
send() { for group in $groups; do kill -s "$1" -- "-$group"; done; } 2>/dev/null
any() { for group in $groups; do kill -s 0 -- "-$group" && return; done; return 1; } 2>/dev/null
pass() { for second in $1; do any || exit 0; sleep 1; done; }
pass 1
send TERM
pass "1 2 3"
send KILL
`;

export interface GroupGuardOptions {
  readonly system: Pick<System, "spawn" | "platform">;
  readonly log: Log;
}

/**
 * Ends the processes that outlive a bridge which was killed: a small shell that waits for the bridge's
 * end and costs nothing meanwhile. There is none on Windows.
 */
export class GroupGuard {
  readonly #options: GroupGuardOptions;
  readonly #shell = once(async () => await this.#start());
  #writing = Promise.resolve();

  constructor(options: GroupGuardOptions) {
    this.#options = options;
  }

  /** Starts the shell, so that a program that is started next is not long without. */
  begin(): void {
    if (this.#options.system.platform === "windows") return;
    // whoever tells it something reports a failure
    this.#shell.get().catch(() => {});
  }

  /** Sees to it that the group of this process ends with the bridge. */
  watch({ pid, exited }: Pick<ChildProcess, "pid" | "exited">): void {
    if (this.#options.system.platform === "windows") return;
    this.#tell(`+ ${pid}\n`);
    exited.then(() => this.#tell(`- ${pid}\n`));
  }

  #tell(line: string): void {
    this.#writing = this.#writing
      .then(() => this.#shell.get())
      .then((shell) => shell.write(new TextEncoder().encode(line)))
      .catch((error) =>
        this.#options.log(
          "debug",
          `Servers may outlive a bridge that is killed: ${messageOf(error)}`,
        )
      );
  }

  #start(): ChildProcess {
    return this.#options.system.spawn({
      argv: ["/bin/sh", "-c", SCRIPT],
      env: { PATH: "/usr/bin:/bin" },
      // a signal for the bridge's group is not one for it
      ownGroup: true,
    });
  }
}
