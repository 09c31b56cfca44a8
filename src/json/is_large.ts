/** JSON of this many bytes is large, whatever it holds: 4 MiB. */
const LARGE_BYTES = 4 * 1024 * 1024;
/** So is one with this many commas: they also separate the values of JSON in a text. */
const LARGE_COMMAS = 50_000;

const COMMA = 0x2c;

/** Whether parsing this JSON, in UTF-8, could hold up others. */
export function isLarge(json: Uint8Array): boolean {
  // as many values, and what separates them, take more bytes
  if (json.length <= 2 * LARGE_COMMAS) return false;
  if (json.length > LARGE_BYTES) return true;
  let commas = 0;
  for (
    let at = json.indexOf(COMMA);
    at !== -1 && commas <= LARGE_COMMAS;
    at = json.indexOf(COMMA, at + 1)
  ) commas++;
  return commas > LARGE_COMMAS;
}
