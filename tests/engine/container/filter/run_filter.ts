/** What a filter answers to a call, told by reading its two outputs as their consumers do. */

import {
  ACTIONS,
  DATA,
  type Instruction,
  OPCODES,
} from "../../../../src/engine/container/filter/filter_program.ts";

/** A system call, as a filter sees it. */
export interface Call {
  /** The kernel's number of the architecture. */
  readonly audit: number;
  readonly number: number;
  /** Up to six 64-bit values; those that are missing are 0. */
  readonly args: readonly bigint[];
}

/** `foreign`: another architecture's call, which the two outputs end in different ways. */
export type Answer = "allow" | "EPERM" | "ENOSYS" | "foreign";

/**
 * Runs a program of classic BPF as the kernel does.
 *
 * @throws {Error} when it does something that the kernel refuses
 */
export function runProgram(program: readonly Instruction[], call: Call): Answer {
  let accumulator = 0;
  let at = 0;
  for (let steps = 0; steps < program.length; steps += 1) {
    const instruction = program[at];
    if (instruction === undefined) throw new Error(`jump past the end, to ${at}`);
    const { code, jt, jf, k } = instruction;
    at += 1;
    switch (code) {
      case OPCODES.load:
        accumulator = loadData(call, k);
        break;
      case OPCODES.and:
        accumulator = (accumulator & k) >>> 0;
        break;
      case OPCODES.jump:
        at += k;
        break;
      case OPCODES.jumpIfEqual:
        at += accumulator === k ? jt : jf;
        break;
      case OPCODES.jumpIfAtLeast:
        at += accumulator >= k ? jt : jf;
        break;
      case OPCODES.return:
        return answerOf(k);
      default:
        throw new Error(`opcode ${code}`);
    }
  }
  throw new Error("no end");
}

function loadData({ audit, number, args }: Call, offset: number): number {
  if (offset === DATA.number) return number;
  if (offset === DATA.architecture) return audit;
  const index = (offset - DATA.arguments) / DATA.argumentBytes;
  if (!Number.isInteger(index) || index < 0 || index > 5) throw new Error(`offset ${offset}`);
  return Number((args[index] ?? 0n) & 0xffffffffn);
}

function answerOf(action: number): Answer {
  if (action === ACTIONS.allow) return "allow";
  if (action === ACTIONS.killProcess) return "foreign";
  if (action === ACTIONS.errno + 1) return "EPERM";
  if (action === ACTIONS.errno + 38) return "ENOSYS";
  throw new Error(`action ${action.toString(16)}`);
}

/** The parts of a profile that ours uses. */
export interface Profile {
  readonly defaultAction: string;
  readonly defaultErrnoRet: number;
  readonly archMap: readonly { readonly architecture: string }[];
  readonly syscalls: readonly {
    readonly names: readonly string[];
    readonly action: string;
    readonly errnoRet?: number;
    readonly args?: readonly {
      readonly index: number;
      readonly value: number;
      readonly valueTwo: number;
      readonly op: string;
    }[];
    readonly includes?: { readonly arches?: readonly string[] };
  }[];
}

/**
 * Reads a profile as runc and libseccomp do: rules of a call are joined by "or", conditions by "and",
 * and a number above all those of the profile is a newer call. Values have 64 bits.
 *
 * @param architecture name by number of its calls, and Go's name of it
 * @returns what the profile answers to a call
 */
export function readProfile(
  profile: Profile,
  architecture: { readonly engineName: string; readonly names: ReadonlyMap<number, string> },
): (call: Call) => Answer {
  const { names, engineName } = architecture;
  const rules = profile.syscalls.filter(({ includes }) =>
    includes?.arches === undefined || includes.arches.includes(engineName)
  );
  const byNumber = new Map(
    [...names].map(([number, name]) =>
      [number, rules.filter((rule) => rule.names.includes(name))] as const
    ).filter(([, found]) => found.length > 0),
  );
  const last = Math.max(...byNumber.keys());
  return ({ number, args }) => {
    if (number > last) return "ENOSYS";
    const rule = byNumber.get(number)?.find((one) =>
      (one.args ?? []).every(({ index, value, valueTwo, op }) => {
        if (op !== "SCMP_CMP_MASKED_EQ") throw new Error(op);
        return ((args[index] ?? 0n) & BigInt(value)) === BigInt(valueTwo);
      })
    );
    if (rule === undefined) return errnoAnswer(profile.defaultErrnoRet);
    return rule.action === "SCMP_ACT_ALLOW" ? "allow" : errnoAnswer(rule.errnoRet);
  };
}

function errnoAnswer(errno: number | undefined): Answer {
  if (errno === 1) return "EPERM";
  if (errno === 38) return "ENOSYS";
  throw new Error(`errno ${errno}`);
}
