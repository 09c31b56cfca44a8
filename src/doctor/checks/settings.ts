import type { Check } from "../check.ts";
import { finding } from "../finding.ts";

/** Whether the settings can be used. Their values are not shown. */
export const settings: Check = {
  name: "settings",
  // deno-lint-ignore require-await -- a check is a promise
  async run({ options }) {
    const { refused, unknown, set } = options.settings;
    return [
      finding("settings.read", {
        subject: "environment",
        text: set.length === 0 ? "every setting has its default" : `set: ${set.join(", ")}`,
      }),
      ...refused.map(({ variable, reason }) =>
        finding("settings.refused", {
          subject: variable,
          text: reason,
          remedy: `unset ${variable}, or give it an allowed value (docs/settings.md lists them)`,
        })
      ),
      ...unknown.map((line) =>
        finding("settings.unknown", {
          subject: line.split(" ", 1)[0] ?? "",
          text: line.slice(line.indexOf(" ") + 1),
          remedy: "correct its name, or unset it",
        })
      ),
    ];
  },
};
