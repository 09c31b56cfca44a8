import { InvalidArgumentError, Option } from "commander";
import { messageOf } from "../errors.ts";
import { resolveFile } from "../settings/lists.ts";
import type { System } from "../system/system.ts";
import type { SettingOverrides } from "./composition.ts";

/** What commander makes of the option. */
export interface ConfigFlags {
  /** Absolute paths. */
  readonly config?: readonly string[];
}

/** `--config FILE`, which may be given several times: files of servers that come before all others. */
export function configOption(system: System): Option {
  return new Option(
    "--config <file>",
    "a file of servers, in any client's shape, before all others; may be given again",
  ).argParser((path: string, before: readonly string[] = []) => {
    try {
      return [...before, resolveFile(path, system)];
    } catch (error) {
      throw new InvalidArgumentError(messageOf(error));
    }
  });
}

/** The settings that the option overrides: files of the command line replace those of the variable. */
export function configOverrides({ config }: ConfigFlags): SettingOverrides {
  return config === undefined ? {} : { configFiles: config };
}
