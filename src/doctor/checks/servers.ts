import { displayFile, PROGRAM_NAME } from "../../discovery/display.ts";
import type { DiscoveredServer } from "../../discovery/server_definition.ts";
import { startAdvice } from "../../discovery/start_advice.ts";
import type { ServerReport } from "../../ipc/server_report.ts";
import { lookUpPrograms, type ProgramLook } from "../../launcher/look_up_programs.ts";
import { START_WAIT_MS } from "../../upstream/pooled_server.ts";
import type { Check } from "../check.ts";
import { type DoctorContext, SERVERS_MS } from "../context.ts";
import { type Finding, finding } from "../finding.ts";

/** Most names of tools that are shown. */
const MAX_NAMES = 5;

/** Whether each server starts and lists its tools. */
export const servers: Check = {
  name: "servers",
  afterLook: true,
  withinMs: SERVERS_MS + 15_000,
  async run(context) {
    const { system, options: { startServers } } = context;
    const { discovery } = await context.files();
    const hidden = discovery.servers.flatMap((server) => describeShadowed(server, context));
    const ready = discovery.servers.filter(({ availability }) => availability.state === "ready");
    const others = discovery.servers.flatMap(describeUnavailable);
    if (ready.length === 0) return [...others, ...hidden];

    const { signal } = new AbortController();
    const { programs } = await lookUpPrograms(ready, { system, signal });
    if (!startServers) {
      const found = ready.map((server) => describeUnasked(server, programs.get(server.name)));
      return [...found, ...others, ...hidden];
    }
    const reports = await context.reports();
    if (!reports.ok) {
      return [
        finding("server.unchecked", {
          subject: "servers",
          text: `they could not be asked: ${reports.reason}`,
          remedy: "do what it asks for, then run doctor again",
        }),
        ...others,
        ...hidden,
      ];
    }
    const asked = ready.flatMap((server) =>
      describeAsked(server, {
        report: reports.byName.get(server.name),
        program: programs.get(server.name),
      })
    );
    return [...asked, ...others, ...hidden];
  },
};

function describeUnavailable({ name, availability }: DiscoveredServer): readonly Finding[] {
  switch (availability.state) {
    case "disabled":
      return [finding("server.off", {
        subject: name,
        text: availability.reason,
        remedy: "nothing, unless you want to use it",
      })];
    case "invalid":
      return [finding("server.invalid", {
        subject: name,
        text: availability.reason,
        remedy: "correct its entry",
      })];
    default:
      // the bridge's own entry, and those of files that are findings of their own
      return [];
  }
}

function describeShadowed(
  { name, origin, shadowed, availability }: DiscoveredServer,
  { system }: DoctorContext,
): readonly Finding[] {
  // each client has its own entry of the bridge
  if (shadowed.length === 0 || availability.state === "self") return [];
  const files = [...new Set(shadowed.map((other) => displayFile(other, system)))];
  return [finding("server.hidden", {
    subject: name,
    text: `the definition of ${displayFile(origin, system)} counts, and not that of ` +
      files.slice(0, MAX_NAMES).join(", "),
    remedy: "rename one of them, if they are different servers",
  })];
}

function describeUnasked(
  { name }: DiscoveredServer,
  program: ProgramLook | undefined,
): Finding {
  if (program?.kind === "missing") return describeMissing(name, program.reason);
  const where = program === undefined ? "reached by URL" : `its program is ${program.path}`;
  return finding("server.unasked", { subject: name, text: `${where}; it was not started` });
}

function describeMissing(name: string, reason: string): Finding {
  return finding("server.missing", {
    subject: name,
    text: reason,
    remedy: 'install the program, or write its absolute path as "command"',
  });
}

function describeAsked(
  server: DiscoveredServer,
  { report, program }: {
    readonly report: ServerReport | undefined;
    readonly program: ProgramLook | undefined;
  },
): readonly Finding[] {
  const { name, definition } = server;
  const advice = definition === null ? null : startAdvice(definition);
  const { askedMs, error = null, tools = null, changedTools = [] } = report ?? {};
  if (askedMs === undefined) {
    return [finding("server.silent", {
      subject: name,
      text: `it did not list its tools within ${SERVERS_MS / 1000} s`,
      remedy: advice ?? "start its command in a terminal, and see what it waits for",
    })];
  }
  if (error !== null || tools === null) {
    const text = error ?? "it listed no tools";
    if (program?.kind === "missing") return [describeMissing(name, text)];
    return [finding("server.failed", {
      subject: name,
      text,
      remedy: advice ?? remedyFor(server, text),
    })];
  }
  const seconds = (askedMs / 1000).toFixed(1);
  const findings = [finding("server.ready", {
    subject: name,
    text: `${tools} tool${tools === 1 ? "" : "s"}, listed after ${seconds} s`,
  })];
  const waitMs = definition?.timeouts?.startMs ?? START_WAIT_MS;
  if (askedMs > waitMs) {
    findings.push(finding("server.slow", {
      subject: name,
      text: `its tools came after ${seconds} s, and a call waits ${waitMs / 1000} s for a start`,
      remedy: advice ?? "install its program instead of fetching it at each start",
    }));
  }
  if (changedTools.length > 0) {
    const more = changedTools.length > MAX_NAMES ? ", …" : "";
    findings.push(finding("server.changed", {
      subject: name,
      text: `not as first seen: ${changedTools.slice(0, MAX_NAMES).join(", ")}${more}`,
      remedy: `look at them, then accept them: mcp-code-bridge tools SERVER --accept`,
    }));
  }
  return findings;
}

function remedyFor({ definition }: DiscoveredServer, said: string): string {
  if (said.includes(`${PROGRAM_NAME} login`)) {
    return "sign in: mcp-code-bridge login SERVER";
  }
  return definition?.kind === "http"
    ? "see whether its address is right and can be reached from here"
    : "start its command in a terminal, and see what it says";
}
