import { UpstreamError } from "../errors.ts";
import type { Reach } from "../discovery/reach.ts";
import type { BridgeServer } from "../ipc/messages.ts";
import type { Transport } from "@modelcontextprotocol/client";
import type { ToolCallTransport } from "./tool_calls.ts";

/** What a link tells of its end. */
export interface LinkEnding {
  /** What became of the server, as a clause about it: `ended with exit code 7`. */
  readonly how: string;
  /** What the server said last, ready to be put after a message; empty when that is nothing. */
  readonly lastWords: string;
  /**
   * Whether the server refused a request because it has forgotten the session: then it did not take
   * it. @default {false}
   */
  readonly sessionLost?: true;
}

/**
 * One way to a server, whatever it is made of; a child process is one kind (`stdio_link.ts`). Nothing
 * above it knows of processes, exit codes or stderr.
 */
export interface UpstreamLink {
  /** Carries the messages. The SDK's client starts it. */
  readonly transport: Transport;
  /** The same, when it can send calls of tools by itself, which is cheaper. */
  readonly calls?: ToolCallTransport;
  /**
   * Settles once, when nothing can be sent over the link any more, at the latest when `close()` has
   * resolved; never rejects. `null` when the link cannot say what became of the server.
   */
  readonly ended: Promise<LinkEnding | null>;
  /**
   * Says what became of the server, for a request that has just failed. Waits for an end that may be
   * about to come. `null` when the link goes on, or cannot say; never rejects.
   */
  explainLoss(): Promise<LinkEnding | null>;
  /** The end of what the server said beside its messages, as it came. @default {nothing} */
  said?(): string;
  /** Ends the link, and the server if it is ours. Resolves when that is done. Safe to call again. */
  close(): Promise<void>;
}

/** The server that a link is opened to. */
export type LinkTarget = Pick<BridgeServer, "name" | "reach" | "startAdvice">;

/**
 * Opens a link to a server. When the signal aborts, it rejects at once with the
 * signal's reason and leaves nothing behind.
 *
 * @throws {UpstreamError} when the server is not there to be reached
 */
export type OpenLink = (server: LinkTarget, signal: AbortSignal) => Promise<UpstreamLink>;

/** What became of a server, as a clause about it, also when its link cannot say. */
export function howEnded(ending: LinkEnding | null): string {
  return ending?.how ?? "is no longer connected";
}

/** Opens the link of each server by the kind of its reach. */
export function linksByKind(links: Readonly<Record<Reach["kind"], OpenLink>>): OpenLink {
  return async (server, signal) => {
    const { name, reach } = server;
    if (reach !== null) return await links[reach.kind](server, signal);
    throw new UpstreamError(
      "NOT_AVAILABLE",
      `Cannot reach server "${name}": no way to it is known`,
    );
  };
}
