import type { Ask } from "../support/ask_launcher.ts";
import type { Target } from "../support/target.ts";

/** A request to the launcher. It resolves when it is granted and throws when it is refused. */
export type AskProbe = (ask: Ask, target: Target) => Promise<unknown>;

/** Names of the servers that the test configures. */
export const SERVERS = { trusted: "trusted", untrusted: "untrusted" } as const;

/** Requests that must be refused, by id. */
export const REFUSED_ASKS: Readonly<Record<string, AskProbe>> = {
  "ask.unknown-server": (ask) => ask({ op: "start_server", name: "nobody" }),
  "ask.untrusted-server": (ask) => ask({ op: "start_server", name: SERVERS.untrusted }),
  "ask.server-by-command": (ask) => ask({ op: "start_server", name: "/bin/sh" }),
  "ask.server-by-prototype": (ask) => ask({ op: "start_server", name: "__proto__" }),
  "ask.server-by-other-case": (ask) => ask({ op: "start_server", name: "TRUSTED" }),
  "ask.same-id-again": async (ask) => {
    await ask({ op: "engine_state", id: 90_000 }).catch(() => {});
    await ask({ op: "start_server", name: SERVERS.trusted, id: 90_000 });
  },
};

/** Requests that are not even understood: nobody answers. */
export const IGNORED_ASKS: Readonly<Record<string, AskProbe>> = {
  "ask.spawn": (ask) => ask({ op: "spawn", argv: ["/bin/sh", "-c", "exit 0"] }),
  "ask.no-name": (ask) => ask({ op: "start_server", argv: ["/bin/sh"] }),
  "ask.name-is-a-list": (ask) => ask({ op: "start_server", name: ["trusted"] }),
  "ask.open-browser": (ask) => ask({ op: "open_browser", url: "file:///etc/passwd" }),
};

/** Requests that are granted, as they would be without what was added to them. */
export const GRANTED_ASKS: Readonly<Record<string, AskProbe>> = {
  "ask.trusted-server": (ask) => ask({ op: "start_server", name: SERVERS.trusted }),
  "ask.trusted-server-with-more": (ask, { outside }) =>
    ask({
      op: "start_server",
      name: SERVERS.trusted,
      argv: ["/bin/sh", "-c", `touch ${outside}/started`],
      command: "/bin/sh",
      env: { LD_PRELOAD: "/evil.so" },
      cwd: outside,
      definition: { kind: "stdio", command: "/bin/sh", args: [], env: {} },
    }),
};

/** Every request. */
export const ASKS: Readonly<Record<string, AskProbe>> = {
  ...REFUSED_ASKS,
  ...IGNORED_ASKS,
  ...GRANTED_ASKS,
  "ask.sandbox-with-more": (ask, { outside }) =>
    ask({
      op: "start_sandbox",
      argv: ["/bin/sh", "-c", `touch ${outside}/started`],
      flags: ["--privileged", "--volume=/:/host"],
      env: { LD_PRELOAD: "/evil.so" },
      image: "docker.io/evil/evil",
    }),
};
