import { Command } from "commander";
import type { EngineState } from "../../bridge/port.ts";
import { discover } from "../../config/discover.ts";
import type { Discovery } from "../../config/server_definition.ts";
import { messageOf } from "../../errors.ts";
import { createEngineSelection } from "../../launcher/engine_selection.ts";
import { readSettings } from "../composition.ts";
import { formatServers } from "../format_servers.ts";
import { formatEngine } from "../format_engine.ts";
import type { CommandContext } from "../program.ts";

/** `servers`: what discovery found, from which files, and the engine that would run sandboxes. */
export function serversCommand({ surroundings }: CommandContext): Command {
  return new Command("servers")
    .description("list the servers found in your clients' configuration, and the engine in use")
    .option("--json", "print the same as JSON")
    .action(async (flags: { readonly json?: boolean }) => {
      const { system, log } = surroundings;
      const settings = readSettings(surroundings);
      const [discovery, engine] = await Promise.all([
        discover({ system, settings, log }),
        askEngine(() => createEngineSelection({ system, settings, log }).state()),
      ]);
      const text = flags.json
        ? `${JSON.stringify(toJson(discovery, engine), null, 2)}\n`
        : `${formatServers(discovery, system)}\n${formatEngine(engine)}`;
      await system.streams.writeStdout(new TextEncoder().encode(text));
      if (discovery.files.some(({ problem }) => problem !== null)) {
        log(
          "warning",
          "Some configuration files cannot be used; the list above says which and why",
        );
      }
    });
}

/** The engine's state, or why there is none: an engine that is missing must not hide the servers. */
export type EngineAnswer = { readonly state: EngineState } | { readonly problem: string };

async function askEngine(state: () => Promise<EngineState>): Promise<EngineAnswer> {
  try {
    return { state: await state() };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** The same as the text, without anything that is a secret: no environment, no headers, no arguments. */
function toJson({ servers, files }: Discovery, engine: EngineAnswer): unknown {
  return {
    servers: servers.map(({ name, alias, origin, availability, shadowed }) => ({
      name,
      alias,
      state: availability.state,
      ...(availability.state === "ready" ? {} : { reason: availability.reason }),
      file: origin.file,
      client: origin.client,
      scope: origin.scope,
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
