import { Command, Option } from "commander";
import { displayFile } from "../../discovery/display.ts";
import { findSettings, settingsPlaces, userSettingsFile } from "../../discovery/settings_places.ts";
import { ConfigError } from "../../errors.ts";
import { warnOfVariables } from "../../settings/load_settings.ts";
import { resolveSettings } from "../../settings/resolve_settings.ts";
import type { LogLevel } from "../../log.ts";
import type { System } from "../../system/system.ts";
import type { CommandWiring } from "../command_context.ts";
import { type ConfigFlags, configOption, configOverrides } from "../config_option.ts";
import {
  type ConfigReport,
  formatConfig,
  formatExplanation,
  toConfigRows,
  toFileRow,
} from "../format_config.ts";
import { jsonText } from "../json_text.ts";
import { helpText } from "../help_text.ts";

interface ConfigCommandFlags extends ConfigFlags {
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly path?: boolean;
  readonly schema?: boolean;
}

/** `config`: shows each setting, and where its value comes from. */
export function configCommand({ context }: CommandWiring): Command {
  const { system, log, print, setLogLevel } = context;
  return new Command("config")
    .description("show each setting, where its value comes from, and the settings files")
    .addOption(configOption(system))
    .option("--explain", "say all that is known of each setting")
    .addOption(new Option("--json", "print all of that as JSON").conflicts("explain"))
    .addOption(
      new Option("--path", "print the path of your settings file, which need not be there")
        .conflicts(["explain", "json", "schema"]),
    )
    .addOption(
      new Option("--schema", "print a JSON schema of settings files, for editors")
        .conflicts(["explain", "json"]),
    )
    .addHelpText(
      "after",
      helpText([
        "A flag counts before a variable, a variable before a project's file, a project's " +
        "file before yours. A project's file only makes settings stricter until you trust " +
        "it.",
      ]),
    )
    .action(async (flags: ConfigCommandFlags) => {
      if (flags.path) return await print(`${ownFile(system)}\n`);
      if (flags.schema) {
        const { writeSettingsSchema } = await import("../../settings/settings_schema.ts");
        return await print(writeSettingsSchema());
      }
      const { report, warnings, logLevel } = await createReport(system, flags);
      setLogLevel(logLevel);
      if (flags.json) await print(jsonText(report));
      else await print(flags.explain ? formatExplanation(report) : formatConfig(report));
      for (const warning of warnings) log("warning", warning);
    });
}

function ownFile(system: System): string {
  const file = userSettingsFile(system);
  if (file !== null) return file;
  throw new ConfigError(
    "BAD_SETTING",
    "Cannot name your settings file: no home directory is known; set HOME",
  );
}

interface CreatedReport {
  readonly report: ConfigReport;
  readonly warnings: readonly string[];
  readonly logLevel: LogLevel;
}

async function createReport(
  system: System,
  flags: ConfigFlags,
): Promise<CreatedReport> {
  const { files, warnings } = await findSettings(system);
  const resolved = resolveSettings(system, files);
  if (resolved.problems.length > 0) {
    throw new ConfigError("BAD_SETTING", resolved.problems.join("\n"));
  }
  const { values, origins, refused } = resolved;
  const overrides = configOverrides(flags);
  const names = Object.keys(overrides);
  const settings = toConfigRows({
    ...resolved,
    values: { ...values, ...overrides },
    origins: { ...origins, ...Object.fromEntries(names.map((name) => [name, { kind: "flag" }])) },
  });
  const read = files.map((file) => toFileRow(file, refused));
  const own = settingsPlaces(system).find(({ scope }) => scope === "user");
  const absent = own === undefined || files.some(({ origin }) => origin.scope === "user") ? [] : [
    {
      file: own.file,
      shown: displayFile(own, system),
      scope: own.scope,
      state: "absent",
      refused: [],
    } as const,
  ];
  return {
    report: { settings, files: [...absent, ...read] },
    logLevel: values.logLevel ?? "info",
    warnings: [...warnOfVariables(system.envNames()), ...warnings],
  };
}
