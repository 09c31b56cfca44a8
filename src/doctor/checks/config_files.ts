import { displayFile, trustCommand } from "../../discovery/display.ts";
import type { FileReport } from "../../discovery/server_definition.ts";
import type { System } from "../../system/system.ts";
import type { Check } from "../check.ts";
import { type Finding, finding } from "../finding.ts";

/** Whether the files of servers can be read, and whether they are heeded. */
export const configFiles: Check = {
  name: "configuration files",
  async run(context) {
    const { discovery: { files }, remarks } = await context.files();
    const found = files.map((file) => describeFile(file, context.system));
    if (files.length === 0) {
      found.push(finding("config.none", {
        subject: "configuration files",
        text: "no client's file of servers was found",
        remedy: "put servers into ~/.config/mcp/servers/NAME.json, or name a file with --config; " +
          "mcp-code-bridge servers lists the places",
      }));
    }
    const doubts = remarks.map((remark) =>
      finding("config.doubtful", {
        subject: "configuration files",
        text: remark,
        remedy: "put right what it names",
      })
    );
    return [...found, ...doubts];
  },
};

function describeFile({ origin, servers, problem, trusted }: FileReport, system: System): Finding {
  const subject = displayFile(origin, system);
  const count = `${servers.length} server${servers.length === 1 ? "" : "s"}`;
  if (problem !== null) {
    return finding("config.broken", {
      subject,
      text: `${origin.client}: ${problem}`,
      remedy: "correct the file there",
    });
  }
  if (trusted === false && servers.length > 0) {
    return finding("config.untrusted", {
      subject,
      text: `${origin.client}: its ${count} came with this directory`,
      remedy: `read it; if you trust it, run: ${trustCommand(origin, system)}`,
    });
  }
  return finding("config.read", { subject, text: `${origin.client}: ${count}` });
}
