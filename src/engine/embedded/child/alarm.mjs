// @ts-check
// deno-lint-ignore-file explicit-module-boundary-types -- JSDoc has the types

/**
 * Jumps back and calls of Python between two looks at the clock. Of CPython's own 50 a busy loop
 * takes a sixth longer, of these nothing that can be measured.
 */
const INTERVAL = 1_000;

/**
 * A signal for Python when a time is over, also in a busy loop: there is neither a second thread nor
 * a timer of the system. CPython for WebAssembly counts jumps back and calls, and then looks whether
 * item 0 of a buffer is the number of a signal, and sets it to 0. This buffer looks at a clock.
 *
 * @param {any} pyodide Pyodide's public object
 * @returns {(seconds: number, signal: number) => void} sets the one alarm
 */
export function createAlarm(pyodide) {
  const { _module: module } = pyodide;
  const counter = module.__Py_emscripten_signal_clock >> 2;
  let dueMs = Infinity;
  let number = 0;
  const buffer = {
    get 0() {
      // a larger memory has another view
      module.HEAP32[counter] = INTERVAL;
      if (performance.now() < dueMs) return 0;
      dueMs = Infinity;
      return number;
    },
    set 0(_taken) {
      // a signal is given once anyway
    },
  };
  return (seconds, signal) => {
    dueMs = performance.now() + 1000 * seconds;
    number = signal;
    pyodide.setInterruptBuffer(buffer);
  };
}
