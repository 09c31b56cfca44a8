import { PROGRAM_NAME } from "../../discovery/display.ts";
import { openToAll } from "../../executables/locate_program.ts";
import { programFile } from "../../executables/program_file.ts";
import { pathDirectories, pathsOf } from "../../system/paths.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/** What is running: from where, and who could exchange it. */
export const executable: Check = {
  name: "executable",
  async run({ system, options: { version } }) {
    const { compiled, execPath, mainModule, arch, platform } = system;
    const machine = `${platform} ${arch}`;
    const findings: Finding[] = [
      compiled
        ? finding("executable.compiled", {
          subject: execPath,
          text: `${PROGRAM_NAME} ${version}, compiled for ${machine}`,
        })
        : finding("executable.source", {
          subject: mainModule ?? execPath,
          text: `${PROGRAM_NAME} ${version} from source, run by ${execPath} on ${machine}`,
        }),
    ];
    const open = await openToAll(system, execPath);
    if (open !== null) {
      findings.push(finding("executable.exchangeable", {
        subject: execPath,
        text: open,
        remedy: "move it to a directory that only you may write to, or take that right from others",
      }));
    }
    if (compiled) findings.push(...await lookOnPath(system));
    return findings;
  },
};

/** Whether a terminal that is given our name starts this executable. */
async function lookOnPath(system: System): Promise<readonly Finding[]> {
  const { basename, dirname, join } = pathsOf(system.platform);
  const own = await system.files.realPath(system.execPath);
  const name = system.platform === "windows" ? `${PROGRAM_NAME}.exe` : PROGRAM_NAME;
  for (const directory of pathDirectories(system, system.env("PATH") ?? "")) {
    const path = join(directory, name);
    const found = await programFile(system, path);
    if (found === null) continue;
    if (found.real === own) return [];
    return [
      finding("executable.other_on_path", {
        subject: path,
        text: `a terminal starts this one and not ${system.execPath}`,
        remedy: "remove the one that you do not use, or change the order of PATH",
      }),
    ];
  }
  const renamed = basename(system.execPath) === name ? "" : ` as ${name}`;
  return [
    finding("executable.not_on_path", {
      subject: system.execPath,
      text: `no directory of PATH holds it${renamed}; clients that name its path need none`,
      remedy: `add ${dirname(system.execPath)} to PATH, or link it into a directory of PATH`,
    }),
  ];
}
