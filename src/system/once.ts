/** Work that is done once, and again only after a failure. */
export interface Once<T> {
  /**
   * The result of the work, which starts at the first call. The next call after a failure retries.
   */
  get(): Promise<T>;
  /** The work that is in progress or done; `null` before the first call and after a failure. */
  readonly started: Promise<T> | null;
}

/**
 * Shares one result among all callers and does not keep a failure. A promise that is stored with
 * `??=` would stay rejected forever.
 */
export function once<T>(work: () => Promise<T>): Once<T> {
  let started: Promise<T> | null = null;
  const start = (): Promise<T> => {
    const attempt = work();
    started = attempt;
    attempt.catch(() => {
      if (started === attempt) started = null;
    });
    return attempt;
  };
  return {
    get: () => started ?? start(),
    get started() {
      return started;
    },
  };
}
