import { Option } from "commander";
import { ENGINE_NAMES, isContainerEngine } from "../engines.ts";
import type { Settings } from "../settings/settings.ts";

export interface ImageFlags {
  readonly engine?: Settings["runtime"];
}

/** `--engine`, of those that have images. */
export function imageEngineOption(): Option {
  return new Option("-e, --engine <engine>", "engine, instead of MCP_BRIDGE_RUNTIME")
    .choices(ENGINE_NAMES.filter(isContainerEngine));
}

/** What follows a command that made an image usable. */
export function describeUse(reference: string, configured: string): string {
  return reference === configured
    ? "Sandboxes use it.\n"
    : `To use it, set MCP_BRIDGE_IMAGE=${reference}\n`;
}
