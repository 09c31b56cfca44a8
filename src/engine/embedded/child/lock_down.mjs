// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * The names that stay in the realm after Python is loaded. All others are deleted, above all
 * `Deno`, `process`, `fetch`, `Worker`, `eval`, `navigator`, storage.
 *
 * This is the inner of two barriers. The outer one is the process, which has no permission and
 * cannot import. A stripped realm leaves a program fewer ways to attack it.
 */
const KEPT = new Set([
  // `Function` creates no code, because V8 refuses code from strings
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
  // Pyodide uses these while Python runs
  ...names(`
    WebAssembly crypto performance console os quit setTimeout clearTimeout
    AbortController AbortSignal DOMException queueMicrotask structuredClone`),
  // Deno calls these when a rejected promise has no handler
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
 * By this mark `Deno.exit` knows that listeners were told of the end. A listener of the program, or a
 * function in the place of `dispatchEvent`, could otherwise go on after the exit status was reported.
 */
const UNLOADED = Symbol.for("Deno.isUnloadDispatched");

/**
 * What V8 shows as the stack of an error: the error alone.
 *
 * @param {unknown} error
 */
function describeError(error) {
  try {
    return String(error);
  } catch {
    return "Error";
  }
}

/**
 * Deletes every own property of the global object and of its prototypes that is not in `KEPT`, and
 * makes the exit of the process one that nothing in the realm can delay, and errors without stacks.
 *
 * @throws {Error} naming what could not be deleted; the sandbox must then not start
 */
export function lockDown() {
  const stuck = [];
  for (
    let target = globalThis;
    target !== null && target !== Object.prototype;
    target = Object.getPrototypeOf(target)
  ) {
    for (const key of Reflect.ownKeys(target)) {
      // Deno keeps the marks and the listeners of its global object under symbols
      if (typeof key === "symbol" || KEPT.has(key)) continue;
      if (!Reflect.deleteProperty(target, key)) stuck.push(String(key));
    }
  }
  Object.defineProperty(globalThis, UNLOADED, { value: true });
  // a stack shows the paths of these files, and so the name of the user
  Object.defineProperty(Error, "prepareStackTrace", { value: describeError });
  if (stuck.length > 0) throw new Error(`Cannot lock the realm: ${stuck.join(", ")} stays`);
}
