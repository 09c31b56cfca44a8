import type { RemoteResponse } from "../ipc/port.ts";

const SESSION_ID = /^[\x21-\x7e]{1,1024}$/;

/** What the requests of one link repeat: the session that a server opened, and the revision in use. */
export class HttpSession {
  #id: string | null = null;
  #version: string | null = null;

  /** Whether the server has opened a session. */
  get open(): boolean {
    return this.#id !== null;
  }

  /** Headers of every request but the first. */
  get headers(): Readonly<Record<string, string>> {
    return {
      ...(this.#id === null ? {} : { "mcp-session-id": this.#id }),
      ...(this.#version === null ? {} : { "mcp-protocol-version": this.#version }),
    };
  }

  /** The revision that was agreed on. */
  set version(version: string) {
    this.#version = version;
  }

  /** Takes the answer to `initialize`: a session may begin with it. */
  begin({ headers }: Pick<RemoteResponse, "headers">): void {
    const id = headers["mcp-session-id"];
    this.#id = id !== undefined && SESSION_ID.test(id) ? id : null;
  }

  /** It is over. */
  end(): void {
    this.#id = null;
  }
}
