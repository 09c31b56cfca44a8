import type { Probe } from "../support/target.ts";

/** Reaching a host, or being reached. */
export const NETWORK: Readonly<Record<string, Probe>> = {
  "net.fetch": async ({ port }) => {
    await (await fetch(`http://127.0.0.1:${port}/`)).text();
  },
  "net.connect": async ({ port }) => (await Deno.connect({ port })).close(),
  "net.node-connect": async ({ port }) => {
    const { connect } = await import("node:net");
    await new Promise<void>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.destroy();
        resolve();
      });
      socket.on("error", reject);
    });
  },
  "net.web-socket": async ({ port }) => {
    // the server refuses the upgrade, which it can only do when it was reached
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
    await new Promise<void>((resolve) => socket.onerror = socket.onclose = () => resolve());
  },
  "net.look-up": async () => {
    const { lookup } = await import("node:dns/promises");
    await lookup("localhost");
  },
  "net.listen": () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close(),
  "net.serve": async () => {
    await Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response())
      .shutdown();
  },
  "sys.host-name": () => void Deno.hostname(),
  "sys.user": () => void Deno.uid(),
  "sys.inspector": async () => {
    const { open, close } = await import("node:inspector");
    open(0, "127.0.0.1");
    close();
  },
};
