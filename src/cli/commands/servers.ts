import { Command } from "commander";
import { describeReach } from "../../discovery/describe_reach.ts";
import { discover } from "../../discovery/discover.ts";
import type { Discovery } from "../../discovery/server_definition.ts";
import { EXIT_CODES } from "../../exit_codes.ts";
import { lookUpPrograms } from "../../launcher/look_up_programs.ts";
import { askEngine, type EngineAnswer } from "../ask_engine.ts";
import { askServers } from "../ask_servers.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { formatEngine } from "../format_engine.ts";
import { formatServers } from "../format_servers.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import { type ServerStatuses, stateOf } from "../server_status.ts";
import { helpText } from "../help_text.ts";
import { jsonText } from "../json_text.ts";

interface ServersFlags extends ConfigFlags {
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `servers`: lists the servers found, their files, and the engine that would run sandboxes. */
export function serversCommand({ context, onExit }: CommandWiring): Command {
  return new Command("servers")
    .description("list the servers found in your clients' configuration, and the engine in use")
    .addOption(configOption(context.system))
    .option("--check", "start each server and ask for its tools; exit code 1 if one fails")
    .option("--json", "print the same as JSON")
    .addHelpText(
      "after",
      helpText([
        "Without --check no server is started: whether one is ready is said by a look for " +
        "its program, and its number of tools and its last error are what was seen last.",
      ]),
    )
    .action(async (flags: ServersFlags) => {
      const { system, log } = context;
      const settings = await readSettings(context, configOverrides(flags));
      const { signal } = new AbortController();
      const discovery = await discover({ system, settings, log });
      const [engine, { programs }, reports] = await Promise.all([
        askEngine(context, settings),
        lookUpPrograms(discovery.servers, { system, signal }),
        askServers(context, { settings, check: flags.check ? "all" : "none" }),
      ]);
      const byName = new Map(reports.map((report) => [report.name, report]));
      const statuses = { programs, reports: byName, now: system.clock.now() };
      const text = flags.json
        ? jsonText(toJson(discovery, engine, statuses))
        : `${formatServers(discovery, system, { named: settings, statuses })}\n` +
          formatEngine(engine, settings);
      await context.print(text);
      if (discovery.files.some(({ problem }) => problem !== null)) {
        log(
          "warning",
          "Some configuration files cannot be used; the list above says which and why",
        );
      }
      if (flags.check && hasFailure(discovery, statuses)) onExit(EXIT_CODES.failure);
    });
}

function hasFailure({ servers }: Discovery, statuses: ServerStatuses): boolean {
  return servers.some((server) =>
    server.availability.state === "ready" &&
    (stateOf(server, statuses).state !== "ready" ||
      (statuses.reports.get(server.name)?.error ?? null) !== null)
  );
}

/** The content of the text as JSON. Contains no secrets: no environment, headers or arguments. */
function toJson(
  { servers, files }: Discovery,
  engine: EngineAnswer,
  statuses: ServerStatuses,
): unknown {
  return {
    servers: servers.map((server) => {
      const { name, alias, definition, origin, shadowed } = server;
      const report = statuses.reports.get(name);
      return {
        name,
        alias,
        ...(describeReach({ definition }) ?? (definition === null ? {} : { transport: "stdio" })),
        ...stateOf(server, statuses),
        file: origin.file,
        client: origin.client,
        scope: origin.scope,
        description: definition?.description,
        toolFilter: definition?.tools,
        tools: report?.tools ?? null,
        listedAt: toTime(report?.listedAt),
        changedTools: report?.changedTools ?? [],
        lastError: report?.error ?? null,
        failedAt: toTime(report?.failedAt),
        shadowed: shadowed.map(({ file }) => file),
      };
    }),
    files: files.map(({ origin, problem, trusted }) => ({
      file: origin.file,
      client: origin.client,
      scope: origin.scope,
      problem,
      trusted,
    })),
    engine: "state" in engine ? engine.state : { problem: engine.problem },
  };
}

function toTime(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : new Date(ms).toISOString();
}
