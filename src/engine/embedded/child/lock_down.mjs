// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * What stays in the realm once Python has been loaded. Whatever is not named is deleted: above all
 * `Deno`, `process`, `fetch`, `Worker`, `eval`, `navigator`, storage.
 *
 * This is the inner of two walls. The outer one is the process, which has no permission and no way
 * to import; the realm is stripped so that there is less to try against that one.
 */
const KEPT = new Set([
  ...names(`
    Object Function Array Number Boolean String Symbol BigInt Date Promise RegExp JSON Math
    Map Set WeakMap WeakSet WeakRef FinalizationRegistry Proxy Reflect Iterator globalThis
    Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
    parseFloat parseInt isFinite isNaN Infinity NaN undefined
    encodeURIComponent decodeURIComponent`),
  ...names(`
    ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array
    Uint32Array BigInt64Array BigUint64Array Float16Array Float32Array Float64Array
    TextEncoder TextDecoder atob btoa`),
  // what Pyodide uses while Python runs; without code from strings `Function` makes nothing
  ...names(`
    WebAssembly crypto performance console os quit setTimeout clearTimeout
    AbortController AbortSignal DOMException queueMicrotask structuredClone`),
  // what Deno itself calls when a promise is rejected and nobody listens
  ...names(`
    addEventListener removeEventListener dispatchEvent reportError
    Event EventTarget ErrorEvent PromiseRejectionEvent`),
]);

/**
 * @param {string} list
 * @returns {string[]}
 */
function names(list) {
  return list.trim().split(/\s+/);
}

/**
 * Deletes every own property of the global object and of its prototypes that is not kept.
 *
 * @throws {Error} naming what could not be deleted: the sandbox must not start then
 */
export function lockDown() {
  const stuck = [];
  for (
    let target = globalThis;
    target !== null && target !== Object.prototype;
    target = Object.getPrototypeOf(target)
  ) {
    for (const key of Reflect.ownKeys(target)) {
      // symbols hold the marks and the listeners by which Deno knows its own global object
      if (typeof key === "symbol" || KEPT.has(key)) continue;
      if (!Reflect.deleteProperty(target, key)) stuck.push(String(key));
    }
  }
  if (stuck.length > 0) throw new Error(`Cannot lock the realm: ${stuck.join(", ")} stays`);
}
