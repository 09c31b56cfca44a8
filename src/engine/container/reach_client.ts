import type { ContainerEngineName } from "../../engines.ts";
import { locateProgram } from "../../executables/locate_program.ts";
import type { System } from "../../system/system.ts";
import { buildClientEnvironment, ENDPOINT_VARIABLE } from "./client_environment.ts";
import { ContainerClient } from "./container_client.ts";
import { contextEndpoint } from "./docker_inquiry.ts";
import { Inquiry, NO_DEMANDS } from "./inquiry.ts";
import { describeCommandFailure } from "../../executables/command_failure.ts";

/** A client whose service answers, or why there is none, as a clause. */
export type ReachedClient =
  | { readonly reached: true; readonly client: ContainerClient }
  | { readonly reached: false; readonly refusal: string };

/** Milliseconds for all questions together. */
const REACH_MS = 5_000;

/**
 * Finds the client of an engine for work on images. Unlike a probe it asks for no image, and not
 * whether sandboxes could be limited.
 */
export async function reachContainerClient(
  name: ContainerEngineName,
  system: System,
): Promise<ReachedClient> {
  const located = await locateProgram(system, name);
  if (!located.found) return { reached: false, refusal: located.refusal };
  const environment = await buildClientEnvironment(system, { name, program: located.path });
  if (!environment.usable) return { reached: false, refusal: environment.refusal };
  const { env, endpoint } = environment;
  const clientWith = (more: Readonly<Record<string, string>>) =>
    new ContainerClient({ name, system, program: located.path, env: { ...env, ...more } });
  const inquiry = new Inquiry({
    system,
    client: clientWith({}),
    env,
    endpoint,
    image: "",
    demands: NO_DEMANDS,
    timeoutMs: REACH_MS,
  });
  let more: Readonly<Record<string, string>> = {};
  if (name === "docker" && endpoint === null) {
    const found = await contextEndpoint(inquiry);
    if (typeof found !== "string") return { reached: false, refusal: found.refusal };
    more = { [ENDPOINT_VARIABLE.docker]: found };
  }
  const answer = await inquiry.ask(["version"], more);
  return answer.kind === "exited" && answer.code === 0
    ? { reached: true, client: clientWith(more) }
    : { reached: false, refusal: describeCommandFailure(answer) };
}
