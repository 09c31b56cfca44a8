/**
 * The bundler's code for CommonJS packages. It loads `node:module`, and with it most of Node's
 * runtime, before our first line, which is a sixth of the program's start time.
 */
const EAGER =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";\s*var (\w+)\s*=\s*\1\(import\.meta\.url\);/g;

/** A name that only the bundler's code contains. */
const MARK = "__deno_internal_createRequire";

/**
 * Rewrites a module of the bundle so that `require` loads nothing before it is called. A bundle
 * requires only modules of Node, because it contains everything else.
 *
 * @throws {Error} when the bundler's code has changed
 */
export function makeRequireLazy(code: string): string {
  const lazy = code.replaceAll(EAGER, (_all, _create, name) => {
    return `var ${name}=(id)=>process.getBuiltinModule(id);`;
  });
  if (lazy.includes(MARK)) {
    throw new Error(
      `Cannot make require lazy: the bundler's own code has changed; see ${import.meta.url}`,
    );
  }
  return lazy;
}
