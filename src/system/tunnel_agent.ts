import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { HttpFailure } from "./network.ts";

/** Option of an agent that leaves the choice of a proxy to us (`NODE_USE_ENV_PROXY` gives it to Node). */
export const NO_ENV_PROXY: { readonly proxyEnv: Readonly<Record<string, string>> } = {
  proxyEnv: {},
};

/** Where a proxy listens, and what it asks for. */
export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  /** Whether it is itself spoken to over TLS. */
  readonly secure: boolean;
  /** `Proxy-Authorization`, or nothing. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface TunnelOptions extends https.AgentOptions {
  readonly proxy: ProxyTarget;
  /** The name that the certificate must have. */
  readonly servername: string;
}

/** An agent whose connections go through a proxy by CONNECT; TLS is with the server itself. */
export function createTunnelAgent(options: TunnelOptions): https.Agent {
  const { proxy, servername, ...agentOptions } = options;
  const { host: proxyHost, port: proxyPort, secure, headers } = proxy;
  const agent = new https.Agent(agentOptions);
  const send = secure ? https.request : http.request;
  const single = { keepAlive: false, ...NO_ENV_PROXY };
  const once = secure ? new https.Agent(single) : new http.Agent(single);
  const open = (target: http.ClientRequestArgs, done: Done): void => {
    const { host, port } = target;
    const path = `${String(host).includes(":") ? `[${host}]` : host}:${port}`;
    const asked = send({
      host: proxyHost,
      port: proxyPort,
      method: "CONNECT",
      path,
      agent: once,
      headers: { ...headers, host: path },
    });
    asked.once("connect", (answer, socket) => {
      if (answer.statusCode === 200) {
        done(null, tls.connect({ ...agentOptions, socket, servername }));
        return;
      }
      socket.destroy();
      const { statusCode } = answer;
      done(new HttpFailure(`proxy_${statusCode}`, `the proxy answers ${statusCode}`));
    });
    asked.on("error", (error) =>
      done(
        new HttpFailure("proxy_failed", `the proxy fails: ${error.message}`, { cause: error }),
      ));
    asked.end();
  };
  // Node's types do not know that the connection may be given later, as its documentation says
  Reflect.set(agent, "createConnection", open);
  return agent;
}

type Done = (error: Error | null, socket?: Duplex) => void;
