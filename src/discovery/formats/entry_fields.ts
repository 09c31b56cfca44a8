import type { FieldName } from "../field_name.ts";
import type { RawField, RawFields, RawValue } from "./config_format.ts";

/** How a client writes a field: the member's name, and what its number counts. */
export interface Spelling {
  /** Found in any case, and with or without `_` and `-`. */
  readonly key: string;
  /** Milliseconds in one, for a number. */
  readonly scale?: number;
  /** The object in the entry that holds it. @default {the entry itself} */
  readonly within?: string;
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

/** A client that is registered with the authorization server, in `oauth`. */
export const OAUTH_SPELLINGS: Spellings = clientIn("oauth");

/** The same in another object of the entry. */
export function clientIn(within: string): Spellings {
  return {
    clientId: [{ key: "clientId", within }],
    clientSecret: [{ key: "clientSecret", within }],
  };
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
  const own = indexed(members);
  const objects = new Map<string, Members>();
  for (const [field, known] of Object.entries(spellings) as [FieldName, readonly Spelling[]][]) {
    const found = find(known, (spelling) => {
      const { within } = spelling;
      if (within === undefined) return own;
      const inside = objects.get(within) ?? membersWithin(own, within);
      objects.set(within, inside);
      return inside;
    });
    if (found === undefined) continue;
    const { member, spelling: { scale, within } } = found;
    fields[field] = {
      shown: `"${within === undefined ? "" : `${within}.`}${member.name}"`,
      value: member.value(),
      ...(scale === undefined ? {} : { scale }),
    };
  }
  return fields;
}

/** The members of an object by their names, and by their names without case, `_` and `-`. */
interface Members {
  readonly exact: ReadonlyMap<string, NamedValue>;
  readonly loose: ReadonlyMap<string, NamedValue>;
}

function indexed(members: readonly NamedValue[]): Members {
  const loose = new Map<string, NamedValue>();
  for (const member of members) {
    const key = looseKey(member.name);
    if (!loose.has(key)) loose.set(key, member);
  }
  return { exact: new Map(members.map((member) => [member.name, member])), loose };
}

/** The members of an object of the entry; none when it is something else. */
function membersWithin({ exact, loose }: Members, name: string): Members {
  const value = (exact.get(name) ?? loose.get(looseKey(name)))?.value();
  const members = value?.kind === "object" ? value.members : [];
  return indexed(members.map((member) => ({ name: member.name, value: () => member.value })));
}

/** A name without case, `_` and `-`. */
export function looseKey(name: string): string {
  return name.slice(0, 100).toLowerCase().replaceAll(/[_-]/g, "");
}

interface Found {
  readonly member: NamedValue;
  readonly spelling: Spelling;
}

function find(
  known: readonly Spelling[],
  membersFor: (spelling: Spelling) => Members,
): Found | undefined {
  for (const spelling of known) {
    const member = membersFor(spelling).exact.get(spelling.key);
    if (member !== undefined) return { member, spelling };
  }
  for (const spelling of known) {
    const member = membersFor(spelling).loose.get(looseKey(spelling.key));
    if (member !== undefined) return { member, spelling };
  }
  return undefined;
}
