import type { SettingKind } from "./setting.ts";

const NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Names of hosts with commas between them, in lower case. */
export function hostNames({ most }: { readonly most: number }): SettingKind<readonly string[]> {
  return {
    allowed: `at most ${most} names of hosts, with commas between them`,
    parse(text) {
      const names = text.split(",").map((name) => name.trim().toLowerCase())
        .filter((name) => name !== "");
      if (names.length > most) {
        throw new RangeError(`${names.length} names; at most ${most} allowed`);
      }
      if (!names.every((name) => NAME.test(name))) {
        throw new SyntaxError("not names of hosts; allowed: names with commas between them");
      }
      return names;
    },
  };
}
