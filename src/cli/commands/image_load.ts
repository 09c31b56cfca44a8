import { Command } from "commander";
import { UsageError } from "../../errors.ts";
import { pathArgument } from "../path_argument.ts";
import { escapeLine } from "../../text/escape.ts";
import { readSettings } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { describeUse, imageEngineOption, type ImageFlags } from "../image_options.ts";
import { stopSignal } from "../stop_signal.ts";

/** `image load FILE`: takes an image from a file. */
export function imageLoadCommand({ context }: CommandWiring): Command {
  return new Command("load")
    .description("take an image from a file, as `podman save` and `docker save` write it")
    .argument("<file>", "an archive of an image")
    .addOption(imageEngineOption())
    .action(async (file: string, { engine }: ImageFlags) => {
      const { system, print, progress } = context;
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const path = pathArgument(file, system);
      if ((await system.files.info(await system.files.realPath(path) ?? path))?.kind !== "file") {
        throw new UsageError(`Cannot load "${escapeLine(file)}": there is no such file`);
      }
      const [{ openImageEngine }, { loadImage }] = await Promise.all([
        import("../../images/image_engine.ts"),
        import("../../images/load_image.ts"),
      ]);
      const opened = await openImageEngine(system, settings.runtime);
      progress.say(`Loading ${file} with ${opened.name}`);
      const references = await loadImage(path, {
        client: opened.client,
        clock: system.clock,
        what: `load "${escapeLine(file)}"`,
        onProgress: progress.say,
        signal: stopSignal(system),
      });
      progress.end();
      const [first] = references;
      if (first === undefined) {
        await print(
          `${opened.name} took an image without a name from ${escapeLine(file)}; name it with ` +
            `\`${opened.name} tag\`.\n`,
        );
        return;
      }
      const used = references.includes(settings.image) ? settings.image : first;
      await print(
        `${opened.name} has ${references.join(", ")}.\n${describeUse(used, settings.image)}`,
      );
    });
}
