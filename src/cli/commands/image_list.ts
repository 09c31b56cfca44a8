import { Command } from "commander";
import { readSettings } from "../composition.ts";
import type { CommandWiring } from "../command_context.ts";
import { formatImages } from "../format_images.ts";
import { imageEngineOption, type ImageFlags } from "../image_options.ts";
import { jsonText } from "../json_text.ts";

interface ListFlags extends ImageFlags {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `image list`: the images that sandboxes could run. */
export function imageListCommand({ context }: CommandWiring): Command {
  return new Command("list")
    .description("list the images that sandboxes can run, and which they do")
    .addOption(imageEngineOption())
    .option("--all", "also those of which it is not known whether they hold Python")
    .option("--json", "print the same as JSON")
    .action(async ({ engine, all = false, json = false }: ListFlags) => {
      const { system, print } = context;
      const settings = await readSettings(context, engine === undefined ? {} : { runtime: engine });
      const [{ openImageEngine }, { listImages }] = await Promise.all([
        import("../../images/image_engine.ts"),
        import("../../images/list_images.ts"),
      ]);
      const opened = await openImageEngine(system, settings.runtime);
      const images = await listImages(opened, settings.image);
      const shown = images.filter(({ configured, python }) => all || configured || python !== null);
      await print(
        json ? jsonText(shown) : formatImages(shown, {
          engine: opened.name,
          configured: settings.image,
          left: images.length - shown.length,
        }),
      );
    });
}
