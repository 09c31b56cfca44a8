import { Command } from "commander";
import type { EngineState } from "../../ipc/port.ts";
import { describeReach } from "../../discovery/describe_reach.ts";
import { discover } from "../../discovery/discover.ts";
import type { Discovery } from "../../discovery/server_definition.ts";
import { messageOf } from "../../errors.ts";
import { createEngineSelection } from "../../engine/engine_selection.ts";
import { readSettings } from "../composition.ts";
import { formatServers } from "../format_servers.ts";
import { type EngineAnswer, formatEngine } from "../format_engine.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";

/** `servers`: lists the servers found, their files, and the engine that would run sandboxes. */
export function serversCommand({ context }: CommandWiring): Command {
  return new Command("servers")
    .description("list the servers found in your clients' configuration, and the engine in use")
    .addOption(configOption(context.system))
    .option("--json", "print the same as JSON")
    .action(async (flags: ConfigFlags & { readonly json?: boolean }) => {
      const { system, log } = context;
      const settings = readSettings(context, configOverrides(flags));
      const [discovery, engine] = await Promise.all([
        discover({ system, settings, log }),
        askEngine(() => createEngineSelection({ system, settings, log }).state()),
      ]);
      const text = flags.json
        ? `${JSON.stringify(toJson(discovery, engine), null, 2)}\n`
        : `${formatServers(discovery, system, settings)}\n${formatEngine(engine, settings)}`;
      await system.streams.writeStdout(new TextEncoder().encode(text));
      if (discovery.files.some(({ problem }) => problem !== null)) {
        log(
          "warning",
          "Some configuration files cannot be used; the list above says which and why",
        );
      }
    });
}

async function askEngine(state: () => Promise<EngineState>): Promise<EngineAnswer> {
  try {
    return { state: await state() };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** The content of the text as JSON. Contains no secrets: no environment, headers or arguments. */
function toJson({ servers, files }: Discovery, engine: EngineAnswer): unknown {
  return {
    servers: servers.map(({ name, alias, definition, origin, availability, shadowed }) => ({
      name,
      alias,
      ...(describeReach({ definition }) ?? (definition === null ? {} : { transport: "stdio" })),
      state: availability.state,
      ...(availability.state === "ready" ? {} : { reason: availability.reason }),
      file: origin.file,
      client: origin.client,
      scope: origin.scope,
      description: definition?.description,
      tools: definition?.tools,
      shadowed: shadowed.map(({ file }) => file),
    })),
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
