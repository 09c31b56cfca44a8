/** What kind of machine an address leads to. */
export type AddressClass =
  /** Anywhere on the internet. */
  | "public"
  /** This machine. */
  | "loopback"
  /** A machine of the same organisation or home. */
  | "private"
  /** A machine on the same wire. */
  | "link-local"
  /** The service of a cloud that hands out the machine's own credentials. */
  | "metadata"
  /** None that can be meant: unspecified, multicast, reserved, examples. */
  | "unusable";

/** First match counts. IANA's special-purpose registries, and the clouds' documents for `metadata`. */
const RANGES: readonly (readonly [range: string, kind: AddressClass])[] = [
  ["169.254.169.254/32", "metadata"],
  ["169.254.170.2/32", "metadata"],
  ["169.254.170.23/32", "metadata"],
  ["100.100.100.200/32", "metadata"],
  ["168.63.129.16/32", "metadata"],
  ["192.0.0.192/32", "metadata"],
  ["fd00:ec2::/32", "metadata"],
  ["fd20:ce::254/128", "metadata"],
  ["127.0.0.0/8", "loopback"],
  ["::1/128", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["fe80::/10", "link-local"],
  ["10.0.0.0/8", "private"],
  ["172.16.0.0/12", "private"],
  ["192.168.0.0/16", "private"],
  ["100.64.0.0/10", "private"],
  ["198.18.0.0/15", "private"],
  ["192.0.0.0/24", "private"],
  ["fc00::/7", "private"],
  ["fec0::/10", "private"],
  ["64:ff9b:1::/48", "private"],
  ["0.0.0.0/8", "unusable"],
  ["192.0.2.0/24", "unusable"],
  ["198.51.100.0/24", "unusable"],
  ["203.0.113.0/24", "unusable"],
  ["224.0.0.0/3", "unusable"],
  ["::/128", "unusable"],
  ["2001:db8::/32", "unusable"],
  // Teredo hides an address of version 4 that we do not decode
  ["2001::/32", "unusable"],
  ["100::/64", "unusable"],
  ["ff00::/8", "unusable"],
];

/** Ranges of version 6 that stand for an address of version 4, and the byte at which that begins. */
const EMBEDDING: readonly (readonly [range: string, at: number])[] = [
  ["::ffff:0:0/96", 12],
  ["::/96", 12],
  ["64:ff9b::/96", 12],
  ["2002::/16", 2],
];

/** Classifies an address of version 4 or 6. What is no address is `unusable`. */
export function classifyAddress(address: string): AddressClass {
  const bytes = parseAddress(address);
  if (bytes === null) return "unusable";
  const own = RANGES.find(([range]) => isWithin(bytes, range))?.[1];
  if (own !== undefined) return own;
  const embedding = EMBEDDING.find(([range]) => bytes.length === 16 && isWithin(bytes, range));
  if (embedding === undefined) return "public";
  const [, at] = embedding;
  return classifyAddress(bytes.slice(at, at + 4).join("."));
}

/** Whether it is an address and no name. */
export function isAddress(host: string): boolean {
  return parseAddress(host) !== null;
}

/** Whether an address is in a range like `10.0.0.0/8`, or is the address given. */
export function isInRange(address: string, range: string): boolean {
  const bytes = parseAddress(address);
  return bytes !== null && isWithin(bytes, range);
}

function isWithin(bytes: readonly number[], range: string): boolean {
  const [first = "", length] = range.split("/");
  const base = parseAddress(first);
  if (base === null || base.length !== bytes.length) return false;
  const bits = length === undefined ? 8 * base.length : Number(length);
  return base.every((byte, index) => {
    const kept = Math.min(8, Math.max(0, bits - 8 * index));
    const mask = 0xff & (0xff << (8 - kept));
    return ((bytes[index] ?? 0) & mask) === (byte & mask);
  });
}

/** Four or sixteen bytes; `null` for what is no address. */
function parseAddress(text: string): readonly number[] | null {
  if (text.includes(":")) return parseSix(text.replace(/%.*$/, ""));
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function parseSix(text: string): readonly number[] | null {
  // the URL parser reads every spelling and writes one, without dots
  const plain = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (plain === undefined) return null;
  const [head = "", tail] = plain.split("::");
  const groups = (part: string) =>
    part === "" ? [] : part.split(":").map((one) => parseInt(one, 16));
  const before = groups(head);
  const after = groups(tail ?? "");
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array<number>(missing).fill(0), ...after]
    .flatMap((group) => [group >> 8, group & 0xff]);
}
