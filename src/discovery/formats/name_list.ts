import type { NameRule } from "./config_format.ts";
import type { JsonMember } from "./json_tree.ts";

/** Most names that one list of a file may hold. */
const MAX_NAMES = 1000;

/** The names that a member of an object lists; `null` when it is not there or is no list of texts. */
export function nameList(members: readonly JsonMember[], key: string): NameRule | null {
  const member = members.find((one) => one.key === key);
  if (member?.value.type !== "array") return null;
  const names = (member.value.children ?? []).slice(0, MAX_NAMES)
    .filter(({ type }) => type === "string")
    .map(({ value }) => String(value));
  return { shown: `"${key}"`, names };
}
