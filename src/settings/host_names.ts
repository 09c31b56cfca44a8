import { list } from "./kinds.ts";
import type { SettingKind } from "./setting.ts";

const NAME =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** Names of hosts with commas between them, in lower case. */
export function hostNames({ most }: { readonly most: number }): SettingKind<readonly string[]> {
  return list({
    allowed: `at most ${most} names of hosts, with commas between them`,
    items: "names",
    most,
    parseItems(texts) {
      const names = texts.map((text) => text.toLowerCase());
      if (names.every((name) => NAME.test(name))) return names;
      throw new SyntaxError("not names of hosts; allowed: names with commas between them");
    },
    writeItem: String,
  });
}
