/**
 * Parsers of numbers in settings. The message of each error is a clause that says what is wrong and
 * what is allowed; the caller adds the setting's name.
 */

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const UNIT_BYTES: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
};

/** Smallest and largest value, both allowed. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/**
 * A duration in milliseconds. A plain number means seconds; `500ms`, `30s`, `2m`, `1h` have a unit.
 *
 * @throws {SyntaxError} when the text is not a duration
 * @throws {RangeError} when it is out of bounds
 */
export function parseDuration(text: string, bounds: Bounds): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  if (match === null) {
    throw new SyntaxError("not a duration; allowed: seconds (30) or a unit (500ms, 30s, 2m, 1h)");
  }
  const ms = Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? "s"] ?? NaN));
  return within(ms, bounds, formatDuration);
}

/**
 * Formats a duration for `parseDuration()`; minutes are used from 10 on, so that 120 s stays
 * `120s`.
 */
export function formatDuration(ms: number): string {
  if (ms % 3_600_000 === 0) return `${ms / 3_600_000}h`;
  if (ms >= 600_000 && ms % 60_000 === 0) return `${ms / 60_000}m`;
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}

/**
 * A size in bytes. A plain number means bytes; the units of `512m`, `1g`, `512mb`, `512MiB` are
 * powers of 1024.
 *
 * @throws {SyntaxError} when the text is not a size
 * @throws {RangeError} when it is out of bounds
 */
export function parseSize(text: string, bounds: Bounds): number {
  const match = /^(\d{1,15})([bkmgt]?)(?:(?<=[kmgt])i?b)?$/i.exec(text);
  if (match === null) {
    throw new SyntaxError("not a size; allowed: bytes (536870912) or a unit (512m, 1g)");
  }
  const bytes = Number(match[1]) * (UNIT_BYTES[(match[2] ?? "").toLowerCase()] ?? NaN);
  return within(bytes, bounds, formatSize);
}

/** Formats a size for `parseSize()`, in the largest unit that divides it. */
export function formatSize(bytes: number): string {
  for (const unit of ["t", "g", "m", "k"]) {
    const factor = UNIT_BYTES[unit] ?? NaN;
    if (bytes > 0 && bytes % factor === 0) return `${bytes / factor}${unit}`;
  }
  return `${bytes}`;
}

/**
 * A whole number.
 *
 * @throws {SyntaxError} when the text is not one
 * @throws {RangeError} when it is out of bounds
 */
export function parseWhole(text: string, bounds: Bounds): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new SyntaxError(`not a whole number; allowed: ${bounds.min} to ${bounds.max}`);
  }
  return within(Number(text), bounds, String);
}

/**
 * A positive decimal number, such as `0.5` or `2`.
 *
 * @throws {SyntaxError} when the text is not a decimal number
 * @throws {RangeError} when it is out of bounds
 */
export function parseNumber(text: string, bounds: Bounds): number {
  if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(text)) {
    throw new SyntaxError("not a number; allowed: a positive decimal (0.5, 2)");
  }
  return within(Number(text), bounds, String);
}

/** The users of the sandboxes of one engine, as the user has set them. */
export type ContainerUser =
  /** `UID:GID` inside of each sandbox. */
  | { readonly kind: "fixed"; readonly user: string }
  /** Each sandbox has the next id, as its user and its group. */
  | { readonly kind: "range"; readonly from: number; readonly to: number };

/**
 * The user of sandboxes: `UID:GID`, or a range `FROM-TO` of which each sandbox has one. Only numbers,
 * because names would be resolved by the image. Not root, because a fault of the kernel does more
 * harm with root.
 *
 * @throws {SyntaxError} when the text is neither
 * @throws {RangeError} when an id is root's or too large, or the range is empty
 */
export function parseContainerUser(text: string): ContainerUser {
  const [, first, sign, second] = /^(0|[1-9]\d{0,9})([:-])(0|[1-9]\d{0,9})$/.exec(text) ?? [];
  if (first === undefined || second === undefined) {
    throw new SyntaxError(
      "not UID:GID and no range; allowed: two numbers (65534:65534, 200000-265535)",
    );
  }
  const [from, to] = [Number(first), Number(second)];
  for (const id of [from, to]) {
    if (id === 0) {
      throw new RangeError("0 is root, which sandboxed code must not be; allowed: ids from 1");
    }
    if (id > MAX_ID) throw new RangeError(`${id} is not an id; allowed: 1 to ${MAX_ID}`);
  }
  if (sign === ":") return { kind: "fixed", user: text };
  if (to < from) throw new RangeError("empty; allowed: a range from the smaller id to the larger");
  return { kind: "range", from, to };
}

/** Formats users for `parseContainerUser()`. */
export function formatContainerUser(user: ContainerUser): string {
  return user.kind === "fixed" ? user.user : `${user.from}-${user.to}`;
}

/**
 * Checks the name or the absolute path of an OCI runtime. It becomes one argument of the engine's client.
 *
 * @throws {SyntaxError} for anything else
 */
export function parseOciRuntime(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._+-]{0,127}$/.test(text)) return text;
  // deno-lint-ignore no-control-regex -- a path is shown in errors
  if (/^\/[^\x00-\x1f\x7f]{1,1023}$/.test(text)) return text;
  throw new SyntaxError("not an OCI runtime; allowed: a name (runsc), or an absolute path");
}

/** Largest user id of Linux; the next number means "no id". */
const MAX_ID = 2 ** 32 - 2;

function within(value: number, bounds: Bounds, format: (value: number) => string): number {
  const allowed = `allowed: ${format(bounds.min)} to ${format(bounds.max)}`;
  if (value < bounds.min) throw new RangeError(`too small; ${allowed}`);
  if (value > bounds.max) throw new RangeError(`too large; ${allowed}`);
  return value;
}
