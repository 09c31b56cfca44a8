import { hostAndPort } from "../discovery/host_and_port.ts";
import { HttpFailure, type Network } from "../system/network.ts";
import type { Clock } from "../system/system.ts";
import { deadline } from "../system/waiting.ts";

/** Milliseconds for a connection to one address, before the next is tried. */
const CONNECT_MS = 5_000;

export interface FirstThatAnswersOptions {
  readonly network: Pick<Network, "connect">;
  readonly clock: Clock;
  /** What is reached: its port counts. */
  readonly url: URL;
  readonly signal: AbortSignal;
}

/**
 * The first of several addresses at which something listens.
 *
 * @throws {HttpFailure} that of the first address, when nothing listens at any
 * @throws the signal's reason
 */
export async function firstThatAnswers(
  addresses: readonly string[],
  { network, clock, url, signal }: FirstThatAnswersOptions,
): Promise<string> {
  const { port } = hostAndPort(url);
  let failure: unknown = null;
  for (const address of addresses) {
    const late = deadline({
      clock,
      ms: CONNECT_MS,
      reason: () => new Error("no connection"),
      signal,
    });
    try {
      await network.connect({ host: address, port }, late.signal);
      return address;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HttpFailure)) throw error;
      failure ??= error;
    } finally {
      late.cancel();
    }
  }
  throw failure;
}
