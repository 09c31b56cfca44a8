const UNITS = [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]] as const;

/** Bytes for people, in decimal units: `1.2 GB`. */
export function formatBytes(bytes: number): string {
  for (const [unit, size] of UNITS) {
    if (bytes >= size) return `${(bytes / size).toFixed(bytes < 10 * size ? 1 : 0)} ${unit}`;
  }
  return `${Math.round(bytes)} B`;
}
