import { Command, Option } from "commander";
import { createEngineSelection } from "../../engine/engine_selection.ts";
import { enginesFor, isContainerEngine, RUNTIME_CHOICES } from "../../engines.ts";
import type { KindTarget } from "../../packages/change_packages.ts";
import type { Settings } from "../../settings/settings.ts";
import { prepareStateDir } from "../../settings/state_dir.ts";
import type { CommandContext, CommandWiring } from "../command_context.ts";
import { readSettings } from "../composition.ts";
import { formatAdded } from "../format_packages.ts";
import { openIndex } from "../open_index.ts";
import { parsePackages } from "../parse_packages.ts";
import { jsonText } from "../json_text.ts";
import { helpText } from "../help_text.ts";

interface AddFlags {
  readonly engine?: Settings["runtime"];
  readonly json?: boolean;
}

/** `packages add NAME…`: fetches packages for the programs of all later runs. */
export function packagesAddCommand({ context }: CommandWiring): Command {
  return new Command("add")
    .description("fetch packages and all that they need, for programs to import")
    .argument(
      "<packages...>",
      "names, perhaps with versions: rich 'attrs>=23' httpx[http2]==0.27.0",
    )
    .addOption(
      new Option("-e, --engine <engine>", "engine, instead of MCP_BRIDGE_RUNTIME").choices(
        RUNTIME_CHOICES,
      ),
    )
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      helpText([
        "Fetched are wheels of Python alone, for the embedded engine also those for " +
        "WebAssembly, each checked against the SHA-256 of the index. What has compiled " +
        "parts goes into an image: mcp-code-bridge image build. Nothing of a package runs " +
        "outside of sandboxes.",
      ]),
    )
    .action(async (names: readonly string[], { engine, json = false }: AddFlags) => {
      const { system, progress, print } = context;
      const wanted = parsePackages(names);
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const [{ addPackages, MAX_WHEEL_BYTES }, { PackageStore }] = await Promise.all([
        import("../../packages/change_packages.ts"),
        import("../../packages/package_store.ts"),
      ]);
      const { packages: directory } = await prepareStateDir(system, settings.stateDir);
      const targets = await findTargets(context, settings);
      const { index, close } = await openIndex(context, {
        settings,
        maxWheelBytes: MAX_WHEEL_BYTES,
      });
      try {
        const store = new PackageStore(system, directory);
        const added = await addPackages(wanted, {
          store,
          index,
          targets,
          onProgress: progress.say,
        });
        progress.end();
        await print(
          json
            ? jsonText({ ...added.lock, problems: added.problems })
            : formatAdded(added, wanted.map(({ name }) => name)),
        );
      } finally {
        close();
      }
    });
}

/** The chosen engine, and the embedded one if it may stand in for it. */
async function findTargets(
  { system, progress }: CommandContext,
  settings: Settings,
): Promise<readonly KindTarget[]> {
  const [{ containerTarget, embeddedTarget }, { openImageEngine }, { askImagePython }] =
    await Promise.all([
      import("../../packages/python_target.ts"),
      import("../../images/image_engine.ts"),
      import("../../images/image_python.ts"),
    ]);
  const embedded = (required: boolean): KindTarget => ({
    kind: "embedded",
    target: embeddedTarget(),
    required,
  });
  progress.say("Looking for the engine");
  const log = () => {};
  const { engine } = await createEngineSelection({ system, log, settings }).selected();
  if (!isContainerEngine(engine.name)) return [embedded(true)];
  const opened = await openImageEngine(system, engine.name);
  progress.say(`Asking ${settings.image} for its Python`);
  const python = await askImagePython(opened, engine.image?.id ?? settings.image);
  return [
    { kind: "container", target: containerTarget(python), required: true },
    ...(enginesFor(settings.runtime).includes("embedded") ? [embedded(false)] : []),
  ];
}
