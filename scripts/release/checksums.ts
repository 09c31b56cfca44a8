/** SHA-256 sums by the name of the file, as hexadecimal digits. */
export type Checksums = ReadonlyMap<string, string>;

/** `SHA256SUMS` as `sha256sum --check` reads it, by name. */
export function formatChecksums(sums: Checksums): string {
  return [...sums].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, sum]) => `${sum}  ${name}\n`).join("");
}

/**
 * The sum of a file.
 *
 * @throws {RangeError} when there is none
 */
export function checksumOf(sums: Checksums, name: string): string {
  const sum = sums.get(name);
  if (sum === undefined) throw new RangeError(`Cannot name the sum of "${name}": it was not made`);
  return sum;
}
