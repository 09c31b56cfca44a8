/**
 * What the bridge knows of a server's tools, for people to read. The launcher shows it and decides
 * nothing by it. Times are in milliseconds since the Unix epoch.
 */
export interface ServerReport {
  /** Exact name. */
  readonly name: string;
  /** How many tools it had when it last listed them; `null` when it never did. */
  readonly tools: number | null;
  /**
   * About how many tokens its tools take in the context of a model whose client lists them; `null` when
   * it never listed them.
   */
  readonly tokens: number | null;
  readonly listedAt: number | null;
  /** Names of tools that are not as they were first seen. */
  readonly changedTools: readonly string[];
  /** Why it could not be started or reached the last time, if it could not be since. */
  readonly error: string | null;
  readonly failedAt: number | null;
  /**
   * Milliseconds until this process had its tools, or knew that it gets none; absent when it was not
   * asked, or has not answered.
   */
  readonly askedMs?: number;
}
