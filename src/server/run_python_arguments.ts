import * as z from "zod";
import { roundIntegers } from "../json/json.ts";
import { parseJson } from "../json/read_json.ts";
import { writeJson } from "../json/write_json.ts";

/** One valid call of `run_python`. */
export interface RunPythonRequest {
  readonly code: string;
  /** Names or aliases as the caller gave them, without duplicates. They may be unknown. */
  readonly servers: readonly string[];
  readonly timeoutMs: number;
}

export interface TimeLimits {
  /** Default time-out of a run, in milliseconds. */
  readonly timeoutMs: number;
  /** Longest time-out that a caller may request, in milliseconds. */
  readonly maxTimeoutMs: number;
}

export type ParsedArguments =
  | { readonly ok: true; readonly request: RunPythonRequest }
  /** `message` tells the model what is wrong and what is expected. */
  | { readonly ok: false; readonly message: string };

/** Longest code of one call, in characters. */
export const MAX_CODE_LENGTH = 1024 * 1024;
/** Most servers in one call. */
export const MAX_SERVERS = 100;
/** Longest name of a server, in characters. */
const MAX_NAME_LENGTH = 256;

const USAGE = "run_python takes code (a string of Python), servers (optional, a list of server " +
  "names) and timeout (optional, seconds)";

const SERVERS = `must be a list of at most ${MAX_SERVERS} server names, such as ["github"]`;

const SHAPE = z.strictObject({
  code: z.string("must be a string of Python")
    .min(1, "is empty")
    .max(MAX_CODE_LENGTH, `must be at most ${MAX_CODE_LENGTH} characters`)
    .refine((code) => code.isWellFormed(), "must be Unicode without lone surrogates"),
  servers: z.preprocess(
    repairServers,
    z.array(z.string(SERVERS).min(1, SERVERS).max(MAX_NAME_LENGTH, SERVERS), SERVERS)
      .max(MAX_SERVERS, SERVERS),
  ).optional(),
  timeout: z.preprocess(
    repairNumber,
    z.number("must be a number of seconds").positive("must be more than 0 seconds").nullable(),
  ).optional(),
});

/**
 * Checks the arguments of a call. Also accepts unambiguous variants: `null` for an optional argument,
 * one server as a string, a list or a number as JSON text.
 */
export function parseRunPythonArguments(value: unknown, limits: TimeLimits): ParsedArguments {
  const parsed = SHAPE.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(describeIssue);
    return { ok: false, message: `Cannot run: ${[...new Set(problems)].join("; ")}. ${USAGE}.` };
  }
  const { code, servers, timeout } = parsed.data;
  const timeoutMs = timeout === undefined || timeout === null ? limits.timeoutMs : timeout * 1000;
  if (timeoutMs > limits.maxTimeoutMs) {
    const most = limits.maxTimeoutMs / 1000;
    return {
      ok: false,
      message: `Cannot run: timeout is ${timeoutMs / 1000} seconds, and the most allowed is ` +
        `${most}. Pass at most ${most}, and do the work in several runs if it needs longer.`,
    };
  }
  return {
    ok: true,
    request: {
      code,
      servers: [...new Set(servers ?? [])],
      timeoutMs: Math.max(1, Math.round(timeoutMs)),
    },
  };
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.slice(0, 5).map((key) => writeJson(key.slice(0, 40)));
    return `there is no argument ${names.join(", ")}`;
  }
  const name = issue.path[0];
  return name === undefined
    ? "the arguments must be an object"
    : `${String(name)} ${issue.message}`;
}

function repairServers(value: unknown): unknown {
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return value;
  return value.trim().startsWith("[") ? fromJson(value) : [value];
}

function repairNumber(value: unknown): unknown {
  return typeof value === "string" ? fromJson(value) : value;
}

function fromJson(text: string): unknown {
  return roundIntegers(parseJson(text) ?? text);
}
