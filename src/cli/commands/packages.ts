import { Command } from "commander";
import type { CommandWiring } from "../command_context.ts";
import { packagesAddCommand } from "./packages_add.ts";
import { packagesListCommand } from "./packages_list.ts";
import { packagesRemoveCommand } from "./packages_remove.ts";

/** `packages`: Python packages that programs can import. */
export function packagesCommand(wiring: CommandWiring): Command {
  return new Command("packages")
    .description("add, remove and list Python packages that programs can import")
    .addCommand(packagesAddCommand(wiring))
    .addCommand(packagesRemoveCommand(wiring))
    .addCommand(packagesListCommand(wiring));
}
