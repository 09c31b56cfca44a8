import list from "./filter_list.json" with { type: "json" };

/** A comparison of the low 32 bits of one argument: `(argument & mask) === value`. */
export interface Condition {
  /** Index of the argument, from 0. */
  readonly argument: number;
  readonly mask: number;
  readonly value: number;
}

/** Conditions on different arguments, all of which hold. */
export type Alternative = readonly Condition[];

/** The filter's calls on one architecture, by name, with their numbers. */
export interface ArchitectureList {
  /** As the kernel names it: `x86_64`. */
  readonly name: string;
  /** As Go and the engines name it: `amd64`. */
  readonly engineName: string;
  /** As libseccomp names it: `SCMP_ARCH_X86_64`. */
  readonly libseccompName: string;
  /** The kernel's number of it, from `linux/audit.h`. */
  readonly audit: number;
  /**
   * Numbers from here on are another architecture's calls on the same audit number, as x32's are;
   * `null` where there are none.
   */
  readonly foreignFrom: number | null;
  readonly allowed: Readonly<Record<string, number>>;
  /** Calls that are allowed by `rules` only. */
  readonly checked: Readonly<Record<string, number>>;
  /** Calls that answer EPERM. */
  readonly refused: Readonly<Record<string, number>>;
  /** Calls that answer ENOSYS, so that a program uses something older. */
  readonly absent: Readonly<Record<string, number>>;
}

/**
 * The system calls of a sandbox, an allow list. A number that is in none of its parts answers EPERM,
 * or ENOSYS if it is above all of them: a call that is newer than the list. Another architecture's
 * call ends the process. Both outputs are made of it: the engine's profile and the program for the
 * kernel.
 */
export interface FilterList {
  /** Where the engine's default is from. */
  readonly source: string;
  readonly architectures: readonly ArchitectureList[];
  /** By the name of a checked call: it is allowed if one alternative holds, else answers EPERM. */
  readonly rules: Readonly<Record<string, readonly Alternative[]>>;
}

/** A list, and what a container's first process may do besides. */
export interface InnerFilterList extends FilterList {
  /** Alternatives of refused and checked calls, without which a room cannot be made. */
  readonly roomRules: FilterList["rules"];
}

/**
 * The inner list, of programs: the filter of a room, and of a container that serves one run. As
 * `scripts/write_filter.ts` wrote it.
 */
export const FILTER_LIST: InnerFilterList = list;

/** The outer list, of a container that makes rooms: the inner one, and what makes a room. */
export const OUTER_FILTER_LIST: FilterList = withRoomRules(FILTER_LIST);

/** Adds the alternatives; a call that was refused becomes a checked one. */
function withRoomRules({ source, architectures, rules, roomRules }: InnerFilterList): FilterList {
  const makesRooms = ([name]: readonly [string, number]) => Object.hasOwn(roomRules, name);
  return {
    source,
    architectures: architectures.map((architecture): ArchitectureList => {
      const refused = Object.entries(architecture.refused);
      return {
        ...architecture,
        refused: Object.fromEntries(refused.filter((call) => !makesRooms(call))),
        checked: { ...architecture.checked, ...Object.fromEntries(refused.filter(makesRooms)) },
      };
    }),
    rules: {
      ...rules,
      ...Object.fromEntries(
        Object.entries(roomRules).map(([name, more]) => [name, [...rules[name] ?? [], ...more]]),
      ),
    },
  };
}

/** `EPERM`, from `asm-generic/errno-base.h`. */
export const EPERM = 1;
/** `ENOSYS`, from `asm-generic/errno.h`. */
export const ENOSYS = 38;
