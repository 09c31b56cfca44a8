// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

const PAGE_BYTES = 64 * 1024;
// read before any program runs, because a program that reached the realm could replace them
const { apply, getOwnPropertyDescriptor } = Reflect;

/**
 * Limits the growth of WebAssembly memories, above all the interpreter's: a program that needs more
 * gets a `MemoryError`. Used in an executable, because its V8 takes no flags at the start.
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
