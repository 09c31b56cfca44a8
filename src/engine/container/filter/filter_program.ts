import {
  type Alternative,
  type ArchitectureList,
  ENOSYS,
  EPERM,
  type FilterList,
} from "./filter_list.ts";

/** One instruction of classic BPF: `struct sock_filter` of `linux/filter.h`. */
export interface Instruction {
  readonly code: number;
  /** Instructions to skip when a comparison holds. */
  readonly jt: number;
  /** Instructions to skip when it does not. */
  readonly jf: number;
  readonly k: number;
}

/** Bytes of one instruction. */
export const INSTRUCTION_BYTES = 8;
/** `BPF_MAXINSNS`: the most instructions that the kernel takes. */
export const MAX_INSTRUCTIONS = 4096;

/** The opcodes that a filter uses, from `linux/bpf_common.h`. */
export const OPCODES = {
  /** Loads 32 bits of `struct seccomp_data`. */
  load: 0x20,
  and: 0x54,
  jump: 0x05,
  jumpIfEqual: 0x15,
  jumpIfAtLeast: 0x35,
  return: 0x06,
} as const;

/** What the kernel does with a call, from `linux/seccomp.h`. */
export const ACTIONS = {
  allow: 0x7fff0000,
  killProcess: 0x80000000,
  /** Add the error number. */
  errno: 0x00050000,
} as const;

/** Offsets in `struct seccomp_data`: number, architecture, the low half of the first argument. */
export const DATA = { number: 0, architecture: 4, arguments: 16, argumentBytes: 8 } as const;

/** Numbers from `from` on, up to the next range, and what is done with them. */
interface Range {
  readonly from: number;
  readonly verdict: readonly Instruction[];
}

/**
 * The filter as instructions for the kernel, for all architectures of the list, any other of which
 * ends the process. A process installs it with `prctl(PR_SET_SECCOMP)`.
 *
 * @throws {RangeError} when the list is too long for the kernel
 */
export function buildFilterProgram(list: FilterList): readonly Instruction[] {
  const blocks = list.architectures.flatMap((architecture) => {
    const block = [
      load(DATA.number),
      ...search(rangesOf(architecture, list.rules)),
    ];
    // a conditional jump reaches 255 instructions, an unconditional one all
    return [jumpIfEqual(architecture.audit, 1), jump(block.length), ...block];
  });
  const program = [load(DATA.architecture), ...blocks, answer(ACTIONS.killProcess)];
  if (program.length > MAX_INSTRUCTIONS) {
    throw new RangeError(
      `Cannot build filter: ${program.length} instructions, and the kernel takes ${MAX_INSTRUCTIONS}`,
    );
  }
  return program;
}

/** The bytes of a program, as the kernel of a little-endian machine reads them. */
export function encodeProgram(program: readonly Instruction[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(program.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  program.forEach(({ code, jt, jf, k }, index) => {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jt);
    view.setUint8(at + 3, jf);
    view.setUint32(at + 4, k, true);
  });
  return bytes;
}

/** Every number from 0 on in ranges of one verdict. */
function rangesOf(
  architecture: ArchitectureList,
  rules: FilterList["rules"],
): readonly Range[] {
  const { allowed, checked, refused, absent, foreignFrom } = architecture;
  const unknown = [answer(ACTIONS.errno + EPERM)];
  const newer = [answer(ACTIONS.errno + ENOSYS)];
  const verdicts = new Map<number, readonly Instruction[]>([
    ...Object.values(allowed).map((number) => [number, [answer(ACTIONS.allow)]] as const),
    ...Object.values(refused).map((number) => [number, unknown] as const),
    ...Object.values(absent).map((number) => [number, newer] as const),
    ...Object.entries(checked).map(([name, number]) =>
      [number, checkArguments(rules[name] ?? [])] as const
    ),
  ]);
  const ranges: Range[] = [{ from: 0, verdict: verdicts.get(0) ?? unknown }];
  const last = Math.max(...verdicts.keys());
  for (let number = 1; number <= last; number += 1) {
    const verdict = verdicts.get(number) ?? unknown;
    if (!isSame(verdict, ranges.at(-1)?.verdict)) ranges.push({ from: number, verdict });
  }
  ranges.push({ from: last + 1, verdict: newer });
  if (foreignFrom !== null) {
    ranges.push({ from: foreignFrom, verdict: [answer(ACTIONS.killProcess)] });
  }
  return ranges;
}

function isSame(
  one: readonly Instruction[],
  other: readonly Instruction[] | undefined,
): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Finds the range of the loaded number by halves, so that no call takes many comparisons. */
function search(ranges: readonly Range[]): readonly Instruction[] {
  const [first] = ranges;
  if (first === undefined) return [];
  if (ranges.length === 1) return first.verdict;
  const middle = Math.ceil(ranges.length / 2);
  const upper = ranges.slice(middle);
  const below = search(ranges.slice(0, middle));
  return [
    { code: OPCODES.jumpIfAtLeast, jt: 0, jf: 1, k: upper[0]?.from ?? 0 },
    jump(below.length),
    ...below,
    ...search(upper),
  ];
}

/** Allows the call if one alternative holds. */
function checkArguments(alternatives: readonly Alternative[]): readonly Instruction[] {
  return [...alternatives.flatMap(checkAlternative), answer(ACTIONS.errno + EPERM)];
}

/** Built from its end, because a comparison that fails skips all that follows. */
function checkAlternative(alternative: Alternative): readonly Instruction[] {
  return alternative.reduceRight<readonly Instruction[]>(
    (rest, { argument, mask, value }) => [
      load(DATA.arguments + DATA.argumentBytes * argument),
      ...(mask === 0xffffffff ? [] : [{ code: OPCODES.and, jt: 0, jf: 0, k: mask }]),
      jumpIfEqual(value, 0, rest.length),
      ...rest,
    ],
    [answer(ACTIONS.allow)],
  );
}

function load(offset: number): Instruction {
  return { code: OPCODES.load, jt: 0, jf: 0, k: offset };
}

function jump(count: number): Instruction {
  return { code: OPCODES.jump, jt: 0, jf: 0, k: count };
}

function jumpIfEqual(k: number, jt: number, jf = 0): Instruction {
  return { code: OPCODES.jumpIfEqual, jt, jf, k };
}

function answer(k: number): Instruction {
  return { code: OPCODES.return, jt: 0, jf: 0, k };
}
