/** Programs in containers with the product's own flags, under one filter or another. */

import { ROOM } from "../../../../src/python/modules.ts";
import { buildRunArgs } from "../../../../src/engine/container/run_args.ts";
import type { FilterList } from "../../../../src/engine/container/filter/filter_list.ts";
import { createFilterSource } from "../../../../src/engine/container/filter/filter_source.ts";
import type { ContainerEngineName } from "../../../../src/engines.ts";
import { createDenoSystem } from "../../../../src/system/deno_system.ts";
import { IMAGE } from "../../../support/engines.ts";
import { whenHung } from "../../../support/eventually.ts";

/**
 * - `profile`: the engine installs ours.
 * - `program`: the first process installs ours, and the engine nothing.
 * - `none`: nobody installs one, for controls.
 */
export type FilterWay = "profile" | "program" | "none";

const STATE_DIR = Deno.makeTempDirSync({ prefix: "mcp-code-bridge-filter-" });
addEventListener("unload", () => Deno.removeSync(STATE_DIR, { recursive: true }));

/** Installs the filter by the runtime's own function, before the program. */
const INSTALL = `
import base64, sys
room = {"__name__": "room"}
exec(${JSON.stringify(ROOM)}, room)
room["Filter"](base64.b64decode(sys.argv[1])).install()
`;

/** A program of `fixtures/`, and the filter that it runs under. */
export interface RealProgram {
  readonly fixture: string;
  /** What it reads. @default {""} */
  readonly input?: string;
  readonly list: FilterList;
}

/**
 * Runs a program of `fixtures/` to its end.
 *
 * @returns the JSON value that it wrote
 * @throws {Error} when it failed
 */
export async function runProgram(
  name: ContainerEngineName,
  way: FilterWay,
  { fixture, input = "", list }: RealProgram,
): Promise<unknown> {
  const source = await Deno.readTextFile(`${import.meta.dirname}/../fixtures/${fixture}.py`);
  const filter = await createFilterSource({
    system: createDenoSystem(),
    log: (_level, message) => {
      throw new Error(message);
    },
    list,
    stateDir: STATE_DIR,
    remote: way === "program",
  }).next();
  const [verb = "", ...args] = buildRunArgs(name, {
    containerName: `mcp-code-bridge-${crypto.randomUUID()}`,
    lease: `0:${Deno.pid}:-:-:-:${Math.ceil(Date.now() / 1000) + 120}`,
    image: IMAGE,
    imageEnvNames: [],
    user: { user: "65534:65534", base: null },
    limits: {
      memoryBytes: 512 * 1024 * 1024,
      pids: 128,
      cpus: null,
      lifetimeSeconds: 120,
    },
    filter: way === "none" ? { kind: "profile", path: "unconfined" } : filter,
    innerFilter: null,
    mounts: [],
    remote: false,
    loader: way === "program" ? INSTALL + source : source,
  });
  const unconfined = way === "program" ? ["--security-opt", "seccomp=unconfined"] : [];
  const child = new Deno.Command(name, {
    args: [verb, ...unconfined, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    signal: whenHung(),
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`${input}\n`));
  const { stdout, stderr } = await child.output();
  await writer.close().catch(() => {});
  try {
    return JSON.parse(new TextDecoder().decode(stdout));
  } catch {
    throw new Error(`${name}: ${new TextDecoder().decode(stderr).slice(-2000)}`);
  }
}
