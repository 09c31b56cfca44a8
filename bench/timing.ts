/** Milliseconds that an action takes. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await action();
  return performance.now() - started;
}

/** Takes one sample. `null` is skipped. */
export type Probe = (() => Promise<number>) | null;

export interface InterleaveOptions<Name extends string> {
  readonly rounds: number;
  readonly probes: Readonly<Record<Name, Probe>>;
  /** Milliseconds of pause before each sample. @default {0} */
  readonly pauseMs?: number;
  /** Whether an extra round comes first, which is not counted. @default {true} */
  readonly warmUp?: boolean;
}

/**
 * Takes one sample of each probe in turn, so that other load of the machine affects all of them
 * alike. A first round, which is not counted, warms up files, caches and connections.
 */
export async function interleave<Name extends string>(
  options: InterleaveOptions<Name>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(options.probes).filter((name): name is Name => name in options.probes);
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = options.warmUp === false ? 0 : -1; round < options.rounds; round++) {
    for (const name of names) {
      const probe = options.probes[name];
      if (probe === null) continue;
      if (options.pauseMs !== undefined && round >= 0) await pause(options.pauseMs);
      const sample = await probe();
      if (round >= 0) samples.get(name)?.push(sample);
    }
  }
  return Object.fromEntries(samples) as Record<Name, number[]>;
}

export interface RateOptions {
  readonly seconds: number;
  /** Clients that act at the same time; each starts again as soon as it is done. */
  readonly clients: number;
  readonly action: () => Promise<unknown>;
}

/** Completed actions per second. */
export async function rate(options: RateOptions): Promise<number> {
  const started = performance.now();
  const deadline = started + options.seconds * 1000;
  let count = 0;
  await Promise.all(Array.from({ length: options.clients }, async () => {
    while (performance.now() < deadline) {
      await options.action();
      count++;
    }
  }));
  return count / ((performance.now() - started) / 1000);
}

/** Resolves after `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
