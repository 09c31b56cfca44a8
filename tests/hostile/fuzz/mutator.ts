/** Inputs that are nearly right: whole ones are taken at once, and noise is refused at its first byte. */

/** A sequence of numbers that depends only on its seed. */
export class Mutator {
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** A whole number from 0 to less than `below`. */
  below(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    // the low bits of such a sequence repeat soon
    return (this.#seed >>> 8) % below;
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  /** Changes up to four places of some bytes: other bits, bytes left out, doubled or put in. */
  mutate(bytes: Uint8Array): Uint8Array {
    let changed = bytes;
    for (let changes = this.below(5); changes > 0; changes--) changed = this.#change(changed);
    return changed;
  }

  /** Cuts bytes into up to five pieces, as a pipe may. */
  pieces(bytes: Uint8Array): Uint8Array[] {
    const cuts = Array.from({ length: this.below(5) }, () => this.below(bytes.length + 1));
    const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
    return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
  }

  #change(bytes: Uint8Array): Uint8Array {
    const at = this.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + this.below(8));
    switch (this.below(6)) {
      case 0: {
        const changed = bytes.slice();
        if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << this.below(8));
        return changed;
      }
      case 1:
        return join(bytes.subarray(0, at), bytes.subarray(end));
      case 2:
        return join(bytes.subarray(0, end), bytes.subarray(at));
      case 3:
        return bytes.slice(0, at);
      default:
        return join(bytes.subarray(0, at), this.pick(MORSELS), bytes.subarray(at));
    }
  }
}

/** What parsers stumble over. */
const MORSELS: readonly [Uint8Array, ...Uint8Array[]] = [
  new Uint8Array([0]),
  new Uint8Array([0xff]),
  new Uint8Array([0xc0, 0x80]),
  new Uint8Array([0xed, 0xa0, 0x80]),
  new Uint8Array([0xef, 0xbb, 0xbf]),
  ...[
    ...["[", "]", "{", "}", '"', ",", ":", "\\", "\\u0000", "\\ud800", "\n", "\r\n", "\u2028"],
    ...["null", "true", "-0", "1e999", "NaN", "9007199254740993", "0x10", "-1", "4294967296"],
    ...['"__proto__":{"polluted":1},', '"constructor":', '"type":"done",', '"id":0,'],
    "[".repeat(80),
  ].map((text) => new TextEncoder().encode(text)),
];

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
