/** Compares a report with what is known to be open and what a machine lacks. */

import type { EngineName } from "../../../../src/engines.ts";
import {
  ABSENT,
  ENDS_GVISOR_OR_WORKS,
  EXPECTED_OPEN,
  OPEN_IN_GVISOR,
  OPEN_IN_ROOMS,
  OPEN_WITHOUT_LIMITS,
  PARTIAL_LIMITS,
  REFUSED_OTHERWISE_IN_GVISOR,
} from "../expectations.ts";
import type { Finding, Report } from "./attack.ts";

/** What is not as it is known to be, one line each; none when all is well. */
export function problemsOf(engine: EngineName, report: Report): readonly string[] {
  return [
    ...report.findings.flatMap((finding) => problemsOfFinding(engine, { finding, report })),
    ...report.leaks,
  ];
}

function problemsOfFinding(
  engine: EngineName,
  { finding, report }: { readonly finding: Finding; readonly report: Report },
): readonly string[] {
  const { id, outcome, saw, control } = finding;
  const problems: string[] = [];
  const open = EXPECTED_OPEN[engine].includes(id) ||
    (report.limits === PARTIAL_LIMITS && OPEN_WITHOUT_LIMITS.includes(id)) ||
    (report.gvisor && OPEN_IN_GVISOR.includes(id)) ||
    (report.rooms && OPEN_IN_ROOMS.includes(id));
  const otherwise = report.gvisor && REFUSED_OTHERWISE_IN_GVISOR.includes(id);
  if (otherwise && outcome !== "other") {
    problems.push(`${id}: gVisor no longer refuses it in its own words: ${outcome} (saw: ${saw})`);
  }
  if (report.gvisor && ENDS_GVISOR_OR_WORKS.includes(id) && saw.startsWith("engine_error")) {
    return [];
  }
  if (open && outcome !== "broke") {
    problems.push(`${id}: it is no longer open; take it off EXPECTED_OPEN (saw: ${saw})`);
  }
  if (!open && !otherwise && outcome !== "held") problems.push(`${id}: ${outcome} (saw: ${saw})`);
  if (control === null) return problems;
  const absent = ABSENT[engine].get(id);
  if (absent === undefined && !control.worked) {
    problems.push(`${id}: its control did not work, so it proves nothing (saw: ${control.saw})`);
  }
  if (absent !== undefined && (control.worked || !absent.test(control.saw))) {
    problems.push(`${id}: its control is in ABSENT for another reason (saw: ${control.saw})`);
  }
  return problems;
}
