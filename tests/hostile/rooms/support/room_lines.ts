/** What stands between two rooms, line by line, and how the runtime is without each of them. */

import { RUNTIME_MODULES } from "../../../../src/python/modules.ts";

/** A text of the runtime, and what stands there without the line of defence. */
interface Change {
  readonly module: string;
  /** It must occur exactly once. */
  readonly text: string;
  readonly instead: string;
}

/** Lines of defence by the word for them in the head of a probe. */
export const ROOM_LINES: Readonly<Record<string, readonly Change[]>> = {
  mounts: [{
    module: "sandbox_runtime.room",
    text: "for kind, place, options in _MOUNTS:",
    instead: "for kind, place, options in ():",
  }],
  ipc: [
    {
      module: "sandbox_runtime.room",
      text: " | _CLONE_NEWIPC",
      instead: "",
    },
    // the queues of the namespace that is left belong to another user namespace
    {
      module: "sandbox_runtime.room",
      text: `    (b"mqueue", b"/dev/mqueue", None),\n`,
      instead: "",
    },
  ],
  pid: [{ module: "sandbox_runtime.room", text: " | _CLONE_NEWPID", instead: "" }],
  net: [
    {
      module: "sandbox_runtime.room",
      text: " | _CLONE_NEWNET",
      instead: "",
    },
    {
      module: "sandbox_runtime.room",
      text: "    fcntl.ioctl(any_socket",
      instead: "    lambda: fcntl.ioctl(any_socket",
    },
  ],
  capabilities: [{
    module: "sandbox_runtime.room",
    text: `_must(_libc.capset(_CAPABILITY_HEADER, _NO_CAPABILITIES), "capabilities")`,
    instead: "pass",
  }],
  filter: [{
    module: "sandbox_runtime.room",
    text: "    filter_.install()\n",
    instead: "",
  }],
  hiding: [
    {
      module: "sandbox_runtime.hiding",
      text: "prctl(_PR_SET_DUMPABLE, int(value), 0, 0, 0)",
      instead: "prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)",
    },
    {
      module: "sandbox_runtime.room",
      text: "prctl(_PR_SET_DUMPABLE, value, 0, 0, 0)",
      instead: "prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)",
    },
  ],
  pipes: [{
    module: "sandbox_runtime.room_ends",
    text: "        self._pipes.restore()\n",
    instead: "",
  }],
  times: [{
    module: "sandbox_runtime.reset",
    text: "for device in self._devices:",
    instead: "for device in ():",
  }],
  tokens: [{
    module: "sandbox_runtime.room_ends",
    text: "        if not exchange_tokens(nonce):\n            return False\n",
    instead: "",
  }],
};

/**
 * The modules of the runtime without the named lines of defence.
 *
 * @throws {Error} when there is no such line, or the runtime no longer has its text
 */
export function modulesWithout(lines: readonly string[]): Readonly<Record<string, string>> {
  const modules: Record<string, string> = { ...RUNTIME_MODULES };
  for (const word of lines) {
    const changes = ROOM_LINES[word];
    if (changes === undefined) throw new Error(`unknown line of defence of a room: ${word}`);
    for (const { module, text, instead } of changes) {
      const parts = (modules[module] ?? "").split(text);
      if (parts.length !== 2) {
        throw new Error(`${word}: ${module} has ${parts.length - 1} times ${JSON.stringify(text)}`);
      }
      modules[module] = parts.join(instead);
    }
  }
  return modules;
}
