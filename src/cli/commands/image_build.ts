import { Command } from "commander";
import { pathArgument } from "../path_argument.ts";
import { prepareStateDir } from "../../settings/state_dir.ts";
import { escapeLine } from "../../text/escape.ts";
import { readSettings } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { describeUse, imageEngineOption, type ImageFlags } from "../image_options.ts";
import { type OpenIndex, openIndex } from "../open_index.ts";
import { parsePackages, splitPackages } from "../parse_packages.ts";
import { stopSignal } from "../stop_signal.ts";
import { helpText } from "../help_text.ts";

interface BuildFlags extends ImageFlags {
  readonly packages: readonly string[];
  readonly wheels?: string;
  readonly upgrade?: boolean;
  readonly json?: boolean;
}

/** Bytes of one wheel that goes into an image. */
const MAX_WHEEL_BYTES = 1024 ** 3;

/** `image build`: an image with packages. */
export function imageBuildCommand({ context }: CommandWiring): Command {
  return new Command("build")
    .description("build an image with packages from the image of the sandboxes")
    .requiredOption("-p, --packages <names>", "such as pandas,numpy==2.1.0", splitPackages)
    .option("--wheels <dir>", "take wheels from this folder alone, and none from the index")
    .option("--upgrade", "choose newer versions than the same build did before")
    .addOption(imageEngineOption())
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      helpText([
        "Wheels are fetched by this program and checked; the build itself has no network. " +
        "The same build has the same versions again, which are kept in the state directory. " +
        "An image without pip needs pip's wheel, also in the folder of --wheels.",
      ]),
    )
    .action(async ({ engine, packages, wheels, upgrade = false, json = false }: BuildFlags) => {
      const { system, print, progress } = context;
      const wanted = parsePackages(packages);
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const [{ openImageEngine }, { buildImage }, { BuildPins }, { openLocalWheels }] =
        await Promise.all([
          import("../../images/image_engine.ts"),
          import("../../images/build_image.ts"),
          import("../../images/build_pins.ts"),
          import("../../packages/local_wheels.ts"),
        ]);
      const { root } = await prepareStateDir(system, settings.stateDir);
      const opened = await openImageEngine(system, settings.runtime);
      const source: OpenIndex = wheels === undefined
        ? await openIndex(context, { settings, maxWheelBytes: MAX_WHEEL_BYTES })
        : { index: await openLocalWheels(system, pathArgument(wheels, system)), close: () => {} };
      try {
        const built = await buildImage(wanted, {
          system,
          engine: opened,
          base: settings.image,
          index: source.index,
          pins: new BuildPins(system, root),
          upgrade,
          onProgress: progress.say,
          signal: stopSignal(system),
        });
        progress.end();
        const chosen = built.packages.map(({ name, version }) => ({ name, version }));
        const { reference, python } = built;
        await print(
          json
            ? `${
              JSON.stringify({ engine: opened.name, reference, python, packages: chosen }, null, 2)
            }\n`
            : `Built ${reference} with ${opened.name} from ${settings.image}:\n` +
              chosen.map(({ name, version }) => `  ${name} ${escapeLine(version)}\n`).join("") +
              describeUse(reference, settings.image),
        );
      } finally {
        source.close();
      }
    });
}
