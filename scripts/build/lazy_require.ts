/**
 * What the bundler writes where a package is CommonJS. It loads `node:module`, and with it most of
 * Node's runtime, before the first line of ours: a sixth of the time in which the program starts.
 */
const EAGER =
  /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";\s*var (\w+)\s*=\s*\1\(import\.meta\.url\);/g;

/** Ours begin otherwise. */
const MARK = "__deno_internal_createRequire";

/**
 * The code of a bundle's module, where `require` loads nothing before it is called. All that is
 * required in a bundle is modules of Node: everything else is in it.
 *
 * @throws {Error} when the bundler writes it in another way by now
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
