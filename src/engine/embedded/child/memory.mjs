// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

const PAGE_BYTES = 64 * 1024;
// kept before any program runs: one that reached the realm could replace them
const { apply, getOwnPropertyDescriptor } = Reflect;

/**
 * Bounds the memory that WebAssembly may grow to, the interpreter's own above all: a program that
 * wants more has a `MemoryError`. For an executable, whose V8 takes no flags when it is started.
 *
 * @param {number} bytes
 */
export function limitMemory(bytes) {
  const { prototype } = WebAssembly.Memory;
  const { grow } = prototype;
  const bufferOf = getter(prototype, "buffer");
  const lengthOf = getter(ArrayBuffer.prototype, "byteLength");
  prototype.grow = function (pages) {
    const more = +pages;
    if (!(apply(lengthOf, apply(bufferOf, this, []), []) + more * PAGE_BYTES <= bytes)) {
      throw new RangeError("Cannot grow the memory: the limit is reached");
    }
    return apply(grow, this, [more]);
  };
}

/**
 * @param {object} target
 * @param {string} name
 * @returns {() => any}
 */
function getter(target, name) {
  const get = getOwnPropertyDescriptor(target, name)?.get;
  if (get === undefined) throw new Error(`Cannot limit the memory: no "${name}" is known`);
  return get;
}
