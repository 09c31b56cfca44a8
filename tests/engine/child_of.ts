import type { EngineSandbox } from "../../src/engine/engine.ts";
import type { ChildProcess } from "../../src/system/system.ts";

/** The process behind a sandbox, which the engines' contract does not show. */
export function childOf(sandbox: EngineSandbox): ChildProcess {
  const child = sandbox.stdio as ChildProcess;
  if (typeof child.pid !== "number") throw new Error("this sandbox is no process");
  return child;
}
