import type { Check } from "../check.ts";
import { finding } from "../finding.ts";
import { ENGINE_NAMES } from "../../engines.ts";

/** Whether the files from which an engine of ours starts are as they were written. */
export const embeddedParts: Check = {
  name: "files of the embedded engine",
  withinMs: 60_000,
  async run(context) {
    if (!context.options.settings.hasStateDir) return [];
    const found = ENGINE_NAMES.filter((name) => context.allows(name)).map(async (name) => {
      const answer = await context.probe(name);
      if (!answer.usable || answer.engine.parts === undefined) return [];
      const { parts } = answer.engine;
      const { made, fault } = await parts.look();
      if (!made) {
        return [finding("parts.absent", {
          subject: name,
          text: "its files are made at its first use, which takes up to 10 s",
        })];
      }
      if (fault === null) {
        return [
          finding("parts.whole", { subject: name, text: "its files are as they were written" }),
        ];
      }
      return [finding("parts.broken", {
        subject: name,
        text: `its files are not as they were written: ${fault}`,
        remedy: "run: mcp-code-bridge doctor --fix; the next start makes them anew, too",
        async fix() {
          await parts.prepare();
          return "made its files anew";
        },
      })];
    });
    return (await Promise.all(found)).flat();
  },
};
