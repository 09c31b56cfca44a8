import type { FieldName } from "../field_name.ts";
import type { RawField, RawFields, RawValue } from "./config_format.ts";

/** How a client writes a field: the member's name, and what its number counts. */
export interface Spelling {
  /** Found in any case, and with or without `_` and `-`. */
  readonly key: string;
  /** Milliseconds in one, for a number. */
  readonly scale?: number;
}

/** The members of an entry that are understood, first in precedence first. */
export type Spellings = Readonly<Partial<Record<FieldName, readonly Spelling[]>>>;

const SECOND_MS = 1000;

/** The fields that most clients write alike, with the spellings that are in use. */
export const COMMON_SPELLINGS: Spellings = {
  type: keys("type", "transport", "transportType"),
  command: keys("command"),
  args: keys("args", "arguments"),
  env: keys("env", "environment"),
  cwd: keys("cwd", "workingDirectory"),
  url: keys("url", "serverUrl"),
  headers: keys("headers"),
  description: keys("description"),
  disabled: keys("disabled"),
  enabled: keys("enabled"),
  callTimeout: keys("timeout"),
};

/** Spellings without a number. */
export function keys(...names: readonly string[]): readonly Spelling[] {
  return names.map((key) => ({ key }));
}

/** A number of seconds. */
export function seconds(key: string): readonly Spelling[] {
  return [{ key, scale: SECOND_MS }];
}

/** A member of an entry, whatever its file's syntax is. */
export interface NamedValue {
  readonly name: string;
  /** Read when it is asked for. */
  value(): RawValue;
}

/**
 * The fields of an entry. A member in exactly the spelling that is listed comes before one in another
 * case; members that nothing is known of are passed over.
 */
export function readFields(members: readonly NamedValue[], spellings: Spellings): RawFields {
  const fields: Partial<Record<FieldName, RawField>> = {};
  const exact = new Map(members.map((member) => [member.name, member]));
  const loose = new Map<string, NamedValue>();
  for (const member of members) {
    const key = looseKey(member.name);
    if (!loose.has(key)) loose.set(key, member);
  }
  for (const [field, known] of Object.entries(spellings) as [FieldName, readonly Spelling[]][]) {
    const found = firstOf(known, (key) => exact.get(key)) ??
      firstOf(known, (key) => loose.get(looseKey(key)));
    if (found === undefined) continue;
    const { member, scale } = found;
    fields[field] = {
      shown: `"${member.name}"`,
      value: member.value(),
      ...(scale === undefined ? {} : { scale }),
    };
  }
  return fields;
}

/** A name without case, `_` and `-`. */
export function looseKey(name: string): string {
  return name.slice(0, 100).toLowerCase().replaceAll(/[_-]/g, "");
}

function firstOf(
  known: readonly Spelling[],
  lookUp: (key: string) => NamedValue | undefined,
): { readonly member: NamedValue; readonly scale: number | undefined } | undefined {
  for (const { key, scale } of known) {
    const member = lookUp(key);
    if (member !== undefined) return { member, scale };
  }
  return undefined;
}
