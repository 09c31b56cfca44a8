import { Command, Option } from "commander";
import { RUNTIME_CHOICES } from "../../engines.ts";
import type { PackageReport } from "../../ipc/package_report.ts";
import type { Settings } from "../../settings/settings.ts";
import { packagesDirectory } from "../../settings/state_dir.ts";
import type { CommandWiring } from "../command_context.ts";
import { readSettings, runJob } from "../composition.ts";
import { formatPackages, toListedPackages } from "../format_packages.ts";
import { jsonText } from "../json_text.ts";

interface ListFlags {
  readonly engine?: Settings["runtime"];
  readonly json?: boolean;
}

/** `packages list`: what programs can import besides the standard library. */
export function packagesListCommand({ context, onExit }: CommandWiring): Command {
  return new Command("list")
    .description("list what programs can import, as runtime.packages() does; starts a sandbox")
    .addOption(
      new Option("-e, --engine <engine>", "engine, instead of MCP_BRIDGE_RUNTIME").choices(
        RUNTIME_CHOICES,
      ),
    )
    .option("--json", "print the same as JSON")
    .action(async ({ engine, json = false }: ListFlags) => {
      const { system, print, progress } = context;
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const { PackageStore } = await import("../../packages/package_store.ts");
      const store = new PackageStore(
        system,
        packagesDirectory(system.platform, settings.stateDir),
      );
      const lock = await store.read();
      progress.say("Asking a sandbox what it can import");
      const reports: PackageReport[] = [];
      const code = await runJob(context, {
        job: { kind: "packages" },
        settings,
        onPackages: (one) => void reports.push(one),
      });
      progress.end();
      const [report] = reports;
      if (report === undefined) return onExit(code);
      const listed = toListedPackages(report, lock);
      await print(
        json ? jsonText(listed) : formatPackages(report, listed),
      );
    });
}
