/** Work that is done at most once, unless it fails. */
export interface Once<T> {
  /** The result of the work, which starts at the first call. After a failure the next call tries again. */
  get(): Promise<T>;
  /** The work that is in progress or done; `null` before the first call and after a failure. */
  readonly started: Promise<T> | null;
}

/**
 * Shares one result between all callers and never keeps a failure: a promise that is kept with `??=`
 * alone would fail for ever after one rejection.
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
