import { type ContainerEngineName, enginesFor, isContainerEngine } from "../engines.ts";
import type { RuntimeChoice } from "../engines.ts";
import { EngineError } from "../errors.ts";
import type { ContainerClient } from "../engine/container/container_client.ts";
import { reachContainerClient } from "../engine/container/reach_client.ts";
import type { System } from "../system/system.ts";

/** The engine whose images are meant. */
export interface ImageEngine {
  readonly name: ContainerEngineName;
  readonly client: ContainerClient;
}

/**
 * The first of the container engines that the choice allows and whose service answers.
 *
 * @throws {EngineError} `IMAGE_FAILED` with the reason against each
 */
export async function openImageEngine(
  system: System,
  runtime: RuntimeChoice,
): Promise<ImageEngine> {
  const names = enginesFor(runtime).filter(isContainerEngine);
  if (names.length === 0) {
    throw new EngineError(
      "IMAGE_FAILED",
      `Cannot use images: ${runtime} has none; add --engine podman or --engine docker`,
    );
  }
  const refusals: string[] = [];
  for (const name of names) {
    const answer = await reachContainerClient(name, system);
    if (answer.reached) return { name, client: answer.client };
    refusals.push(`${name}: ${answer.refusal}`);
  }
  throw new EngineError(
    "IMAGE_FAILED",
    `Cannot use images: no container engine can be used (${refusals.join("; ")}); ` +
      "mcp-code-bridge doctor says what to do",
  );
}
