import type { Check } from "../check.ts";
import { finding } from "../finding.ts";

/** Whether the settings can be used. Their values are not shown. */
export const settings: Check = {
  name: "settings",
  // deno-lint-ignore require-await -- a check is a promise
  async run({ options }) {
    const { refused, unknown, set, files: { files, warnings, refused: filesRefused } } =
      options.settings;
    return [
      finding("settings.read", {
        subject: "environment",
        text: set.length === 0 ? "no setting is set by a variable" : `set: ${set.join(", ")}`,
      }),
      ...files.map(({ shown }) =>
        finding("settings.file", { subject: shown, text: "a settings file that counts" })
      ),
      ...(filesRefused
        ? [finding("settings.file_refused", {
          subject: "settings files",
          text: "a value in one of them cannot be used, so nothing of them counts here",
          remedy: "`mcp-code-bridge config` names file, line and value: correct it",
        })]
        : []),
      ...(warnings > 0
        ? [finding("settings.file_partly", {
          subject: "settings files",
          text: `${warnings} ${warnings === 1 ? "entry does" : "entries do"} not count`,
          remedy: "`mcp-code-bridge config` names each, and what to do about it",
        })]
        : []),
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
