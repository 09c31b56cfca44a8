import { clean, findLeftovers } from "../../engine/clean.ts";
import { ENGINE_NAMES } from "../../engines.ts";
import type { Check } from "../check.ts";
import type { DoctorContext } from "../context.ts";
import { type Finding, finding } from "../finding.ts";

const MAX_NAMES = 5;

/** What dead bridges left in the engines and in the state directory. */
export const leftovers: Check = {
  name: "what dead bridges left",
  async run(context) {
    const found = await findLeftovers(cleaning(context));
    const findings: Finding[] = [];
    for (const { place, found: names, problem } of found) {
      if (problem !== null) {
        findings.push(finding("leftover.unknown", {
          subject: place,
          text: `it cannot be said what is there: ${problem}`,
          remedy: "put right what it says, then run: mcp-code-bridge clean",
        }));
      }
      if (names.length === 0) continue;
      const more = names.length > MAX_NAMES ? ", …" : "";
      findings.push(finding("leftover.found", {
        subject: place,
        text: `${names.length} left behind: ${names.slice(0, MAX_NAMES).join(", ")}${more}`,
        remedy: "run: mcp-code-bridge clean",
        fix: () => removeIn(place, context),
      }));
    }
    if (findings.length > 0) return findings;
    return [finding("leftover.none", {
      subject: "dead bridges",
      text: "they left no containers and no files behind",
    })];
  },
};

/** All engines, also those that the settings exclude: they may have run before. */
function cleaning(context: DoctorContext): Parameters<typeof clean>[0] {
  const { system, settings } = context;
  const engines = Object.fromEntries(
    ENGINE_NAMES.map((name) => [name, { probe: () => context.probe(name) }]),
  );
  return { system, log: () => {}, settings, engines };
}

/** @throws {Error} when something is left */
async function removeIn(place: string, context: DoctorContext): Promise<string> {
  const options = cleaning(context);
  const engines = Object.fromEntries(
    Object.entries(options.engines).filter(([name]) => name === place),
  );
  const cleaned = (await clean({ ...options, engines })).find((one) => one.place === place);
  const { removed = [], problem = null } = cleaned ?? {};
  if (problem !== null) throw new Error(problem);
  // a bridge that starts, as for the trial, does the same for its engine
  if (removed.length === 0) return "it was removed meanwhile";
  return `removed ${removed.length}: ${removed.slice(0, MAX_NAMES).join(", ")}`;
}
