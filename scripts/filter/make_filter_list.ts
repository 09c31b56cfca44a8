import type {
  ArchitectureList,
  InnerFilterList,
} from "../../src/engine/container/filter/filter_list.ts";
import { ABSENT, REFUSED, ROOM_RULES, RULES } from "./decisions.ts";
import profile from "./default_profile.json" with { type: "json" };
import numbers from "./numbers.json" with { type: "json" };

/** The file `seccomp/default.json` of moby/profiles (Apache-2.0), docker's default. */
const SOURCE = "moby/profiles cd3bed8061c7b7378b61fc6827c7885779417a75, seccomp/default.json";

/** Numbers from `linux/audit.h`; x32's bit from `asm/unistd.h`. */
const ARCHITECTURES = [
  {
    name: "x86_64",
    engineName: "amd64",
    libseccompName: "SCMP_ARCH_X86_64",
    audit: 0xc000003e,
    foreignFrom: 0x40000000,
  },
  {
    name: "aarch64",
    engineName: "arm64",
    libseccompName: "SCMP_ARCH_AARCH64",
    audit: 0xc00000b7,
    foreignFrom: null,
  },
] as const;

/**
 * Makes the filter's list: the calls that the engine's default allows without a capability, minus
 * those of `decisions.ts`.
 *
 * @throws {Error} when a call is decided twice, a decision names a call that does not exist, or a
 *   rule of rooms one that programs may make anyhow
 */
export function makeFilterList(): InnerFilterList {
  const refused = Object.values(REFUSED).flat();
  const absent = Object.values(ABSENT).flat();
  const checked = Object.keys(RULES);
  const decided = [...refused, ...absent, ...checked];
  const known = new Set(ARCHITECTURES.flatMap(({ name }) => Object.keys(numbers[name])));
  for (const name of decided) {
    if (!known.has(name)) throw new Error(`Cannot write filter: no call is named "${name}"`);
  }
  if (new Set(decided).size !== decided.length) {
    throw new Error("Cannot write filter: a call is decided twice in decisions.ts");
  }
  for (const name of Object.keys(ROOM_RULES)) {
    if (!refused.includes(name) && !checked.includes(name)) {
      throw new Error(`Cannot write filter: "${name}" makes rooms, and is not kept from programs`);
    }
  }
  return {
    source: SOURCE,
    architectures: ARCHITECTURES.map((architecture): ArchitectureList => {
      const all: Readonly<Record<string, number>> = numbers[architecture.name];
      const numbered = (names: ReadonlySet<string>) =>
        Object.fromEntries(
          Object.entries(all).filter(([name]) => names.has(name)).sort(([, a], [, b]) => a - b),
        );
      const allowed = new Set(defaultCalls(architecture.engineName));
      for (const name of decided) allowed.delete(name);
      const answered = new Set([...allowed, ...checked, ...refused]);
      return {
        ...architecture,
        allowed: numbered(allowed),
        checked: numbered(new Set(checked)),
        refused: numbered(new Set(refused)),
        absent: numbered(new Set(Object.keys(all).filter((name) => !answered.has(name)))),
      };
    }),
    rules: RULES,
    roomRules: ROOM_RULES,
  };
}

/** Calls that the engine's default allows to a program without capabilities, whatever the arguments. */
function defaultCalls(architecture: string): readonly string[] {
  return profile.syscalls
    .filter(({ action, args, includes }) =>
      action === "SCMP_ACT_ALLOW" && args === undefined && includes?.caps === undefined &&
      (includes?.arches === undefined || includes.arches.includes(architecture))
    )
    .flatMap(({ names }) => names);
}
