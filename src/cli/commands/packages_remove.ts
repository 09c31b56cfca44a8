import { Command } from "commander";
import { prepareStateDir } from "../../settings/state_dir.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { parsePackages } from "../parse_packages.ts";

/** `packages remove NAME…`: removes packages that were added. */
export function packagesRemoveCommand({ context }: CommandWiring): Command {
  return new Command("remove")
    .description("remove packages that were added, and what only they need")
    .argument("<packages...>", "names")
    .action(async (texts: readonly string[]) => {
      const { system, print } = context;
      const names = parsePackages(texts).map(({ name }) => name);
      const settings = await readSettings(context);
      const [{ removePackages }, { PackageStore }] = await Promise.all([
        import("../../packages/change_packages.ts"),
        import("../../packages/package_store.ts"),
      ]);
      const { packages: directory } = await prepareStateDir(system, settings.stateDir);
      await removePackages(names, new PackageStore(system, directory));
      await print(`Removed ${names.join(", ")}.\n`);
    });
}
